import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock, MINUTE } from '../../common/clock';
import { row } from '../../common/database/sql';
import { DomainError } from '../../common/domain-error';
import { formatMoney } from '../../common/money';
import { MessageOutbox } from '../../messaging/message-outbox';
import {
  CHALLENGE_LIFETIME_MS,
  type ChallengeState,
  CODES_WINDOW_MS,
  MAX_CODES_PER_WINDOW,
  type PaymentSummary,
} from './challenges/challenge';
import { countRecentCodes } from './challenges/challenge-statements';
import type { Purpose } from './method';

const MINUTES_VALID = CHALLENGE_LIFETIME_MS / MINUTE;

const actions: Record<Exclude<Purpose, 'payment'>, string> = {
  login: 'log in',
  enrolment: 'add this address as a second factor',
  'manage-factors': 'change your second factors',
  'change-security-settings': 'change your security settings',
  'change-email': 'change your e-mail address',
  'export-data': 'take a copy of your data',
  'admin-recovery': 'act on the account of somebody else',
};

/** Codes by e-mail, to the account's own address. */
@Injectable()
export class EmailService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: MessageOutbox,
  ) {}

  /** The caller has locked the person's budget, so that parallel requests are counted. @throws too-many-codes */
  async assertMaySend(manager: EntityManager, userId: string): Promise<void> {
    const since = after(this.clock.now(), -CODES_WINDOW_MS);
    const sent = await row<{ count: number; oldest: Date | null }>(manager, countRecentCodes, [
      userId,
      since,
    ]);
    if (sent?.oldest && sent.count >= MAX_CODES_PER_WINDOW)
      throw new DomainError('too-many-codes', { retryAt: after(sent.oldest, CODES_WINDOW_MS) });
  }

  /** Queues the message in the caller's transaction; it leaves after the commit. */
  async queue(
    manager: EntityManager,
    challenge: ChallengeState,
    code: string,
    to: { email: string; name: string },
  ): Promise<void> {
    const { id, userId, purpose, reference, payment, expiresAt } = challenge;
    const shared = { name: to.name, code, reference, minutes: MINUTES_VALID };
    await this.outbox.queueEmail(manager, {
      userId,
      to: to.email,
      challengeId: id,
      expiresAt,
      ...(payment && purpose === 'payment'
        ? { template: 'payment-code', content: { ...shared, ...describePayment(payment) } }
        : {
            template: 'security-code',
            content: { ...shared, action: actions[purpose as keyof typeof actions] },
          }),
    });
  }
}

function describePayment({ total, currency, payees }: PaymentSummary) {
  const first = payees[0]?.name ?? '';
  return {
    amount: formatMoney({ amount: BigInt(total), currency }),
    payee: payees.length === 1 ? first : `${payees.length} payees`,
  };
}
