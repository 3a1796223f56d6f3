import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MINUTE } from '../../../common/clock';
import { SecretBox } from '../../../common/crypto/secret-box';
import { row } from '../../../common/database/sql';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { formatMoney } from '../../../common/money';
import { AppConfig } from '../../../config/app-config';
import { MessageOutbox } from '../../../messaging/message-outbox';
import { codeText } from '../../../messaging/sms/sms-text';
import { CHALLENGE_LIFETIME_MS, type ChallengeState, type PaymentSummary } from '../challenges/challenge';
import type { Purpose } from '../method';
import { secretLocation } from '../secret-location';
import { countryOf } from './phone-number';
import { SmsBudget } from './sms-budget.service';
import { findSmsDestination } from './sms-statements';

export interface Phone {
  factorId: string;
  number: string;
  masked: string;
}

interface SealedPhone extends Record<string, unknown> {
  id: string;
  userId: string;
  sealedNumber: string;
  maskedDestination: string;
}

const actions: Record<Exclude<Purpose, 'payment'>, string> = {
  login: 'log in',
  enrolment: 'add this phone as a second factor',
  'manage-factors': 'change your second factors',
  'change-security-settings': 'change your security settings',
  'change-email': 'change your e-mail address',
  'export-data': 'take a copy of your data',
  'admin-recovery': 'act on another account',
};

/** Codes by SMS. Phone numbers leave the seal only here. */
@Injectable()
export class SmsService {
  constructor(
    private readonly config: AppConfig,
    private readonly secrets: SecretBox,
    private readonly budget: SmsBudget,
    private readonly outbox: MessageOutbox,
  ) {}

  /**
   * The phone that this challenge's code may go to; the text then counts as sent.
   * @throws too-many-codes; method-unavailable when there is none, or its owner has withdrawn consent
   */
  async reserve(manager: EntityManager, context: RequestContext, challenge: ChallengeState): Promise<Phone> {
    const { userId, purpose, subjectId, codeFactorId } = challenge;
    const wanted = purpose === 'enrolment' ? subjectId : codeFactorId;
    const found = await row<SealedPhone>(manager, findSmsDestination, [userId, wanted]);
    if (!found) throw new DomainError('method-unavailable', { method: 'sms' });
    const number = this.secrets.open(found.sealedNumber, locationOf(found)).toString('utf8');
    await this.budget.take(manager, context, challenge, number);
    return { factorId: found.id, number, masked: found.maskedDestination };
  }

  /** Texts the person's phone something that is no code; not at all where no text may be sent now. It counts like one. */
  async notify(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    { text, expiresAt }: { text: string; expiresAt: Date },
  ): Promise<void> {
    if (!this.config.sms) return;
    const found = await row<SealedPhone>(manager, findSmsDestination, [userId, null]);
    if (!found) return;
    const number = this.secrets.open(found.sealedNumber, locationOf(found)).toString('utf8');
    if (!(await this.budget.takeForNotice(manager, context, userId, number))) return;
    await this.outbox.queueSms(manager, {
      userId,
      to: number,
      maskedDestination: found.maskedDestination,
      country: countryOf(number),
      factorId: found.id,
      text,
      expiresAt,
    });
  }

  seal(factor: { id: string; userId: string }, number: string): string {
    return this.secrets.seal(Buffer.from(number), locationOf(factor));
  }

  /** Queues the text in the caller's transaction; it leaves after the commit. */
  async queue(manager: EntityManager, challenge: ChallengeState, code: string, phone: Phone): Promise<void> {
    const { id, userId, purpose, reference, payment, expiresAt } = challenge;
    const { appName, appUrl } = this.config;
    await this.outbox.queueSms(manager, {
      userId,
      to: phone.number,
      maskedDestination: phone.masked,
      country: countryOf(phone.number),
      challengeId: id,
      factorId: phone.factorId,
      expiresAt,
      text: codeText({
        appName,
        host: appUrl.hostname,
        code,
        reference,
        minutes: CHALLENGE_LIFETIME_MS / MINUTE,
        ...(payment && purpose === 'payment'
          ? { payment: describe(payment) }
          : { action: actions[purpose as keyof typeof actions] }),
      }),
    });
  }
}

function describe({ total, currency, payees }: PaymentSummary) {
  const money = { amount: BigInt(total), currency };
  return {
    amount: formatMoney(money),
    plainAmount: formatMoney(money, 'en-US', 'code'),
    payee: payees.length === 1 ? (payees[0]?.name ?? '') : `${payees.length} payees`,
  };
}

function locationOf({ id, userId }: { id: string; userId: string }) {
  return secretLocation({ id, userId, method: 'sms' });
}
