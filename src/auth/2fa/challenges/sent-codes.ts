import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { equalInConstantTime, hmac } from '../../../common/crypto/hashing';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { Random } from '../../../common/random';
import { AppConfig } from '../../../config/app-config';
import { EmailService } from '../email.service';
import { isSent, type Method } from '../method';
import { type Phone, SmsService } from '../sms/sms.service';
import type { ChallengeState } from './challenge';
import type { DeliveryView } from './challenge-view';

export interface IssuedCode {
  /** With the code's MAC and where it goes. */
  challenge: ChallengeState;
  code: string | null;
  phone: Phone | null;
}

const CODE_DIGITS = 6;

/** Codes that travel, by e-mail or SMS. The database holds only a MAC, under a pepper that lives elsewhere. */
@Injectable()
export class SentCodes {
  constructor(
    private readonly config: AppConfig,
    private readonly random: Random,
    private readonly email: EmailService,
    private readonly sms: SmsService,
  ) {}

  /**
   * A code for the first of the methods that may send one now; none for a method that sends nothing. The caller has
   * locked the person's budget, so that parallel requests are counted.
   * @throws too-many-codes, method-unavailable: why the first method may not, when no other may either
   */
  async issue(
    manager: EntityManager,
    context: RequestContext,
    challenge: ChallengeState,
    [method, ...others]: readonly Method[],
  ): Promise<IssuedCode> {
    if (!method) throw new DomainError('method-unavailable');
    try {
      return await this.issueBy(manager, context, { ...challenge, method });
    } catch (error) {
      if (method !== 'sms' || !(error instanceof DomainError) || others.length === 0) throw error;
      return this.issue(manager, context, challenge, others).catch(() => {
        throw error;
      });
    }
  }

  matches(challenge: ChallengeState, code: string): boolean {
    return challenge.codeMac !== null && equalInConstantTime(challenge.codeMac, this.mac(challenge, code));
  }

  /** Queues the message in the caller's transaction; it leaves after the commit. */
  async send(
    manager: EntityManager,
    { challenge, code, phone }: IssuedCode,
    person: { email: string; name: string },
  ): Promise<DeliveryView | null> {
    if (code === null) return null;
    if (phone) await this.sms.queue(manager, challenge, code, phone);
    else await this.email.queue(manager, challenge, code, person);
    return { channel: phone ? 'sms' : 'email', provider: null, status: 'queued' };
  }

  private async issueBy(
    manager: EntityManager,
    context: RequestContext,
    challenge: ChallengeState,
  ): Promise<IssuedCode> {
    const { method } = challenge;
    if (!isSent(method)) return { challenge, code: null, phone: null };
    const phone = method === 'sms' ? await this.sms.reserve(manager, context, challenge) : null;
    if (method === 'email') await this.email.assertMaySend(manager, challenge.userId);
    const code = this.random.digits(CODE_DIGITS);
    const sent = {
      ...challenge,
      codeMac: this.mac(challenge, code),
      codeMethod: method,
      codeFactorId: phone?.factorId ?? null,
      maskedDestination: phone?.masked ?? null,
    };
    return { challenge: sent, code, phone };
  }

  private mac({ purpose, id, userId, binding }: ChallengeState, code: string): Buffer {
    return hmac(this.config.codePepper, 'challenge-code', purpose, id, userId, binding, code);
  }
}
