import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../audit/audit-recorder';
import { after, Clock } from '../../common/clock';
import { digest } from '../../common/crypto/hashing';
import { Database } from '../../common/database/database';
import { execute, mustTouch, row, rows } from '../../common/database/sql';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { Random } from '../../common/random';
import { AppConfig } from '../../config/app-config';
import type { AccountType } from '../../users/account-type';
import {
  CHALLENGE_LIFETIME_MS,
  type ChallengeState,
  CODES_WINDOW_MS,
  MAX_CODES_PER_WINDOW,
  type PaymentSummary,
  RESEND_COOL_DOWN_MS,
  VERIFIED_LIFETIME_MS,
} from './challenge';
import { methodsFor } from './challenge-methods';
import {
  consumeVerified,
  countRecentCodes,
  findActiveFactors,
  findDelivery,
  findPreferredMethod,
  insertChallenge,
  renewCode,
  voidOpenChallenges,
} from './challenge-statements';
import { type ChallengeView, type DeliveryView, viewChallenge } from './challenge-view';
import { EmailService } from './email.service';
import { attemptsRemaining, type VerificationBudget } from './lockout';
import { type Method, type Purpose, strongestFirst } from './method';
import { secondFactorRequired } from './second-factor-required';

export interface Challenged {
  userId: string;
  email: string;
  name: string;
  accountType: AccountType;
}

export interface NewChallenge {
  sessionId: string;
  purpose: Purpose;
  /** What it is about; the challenge itself when absent. */
  subjectId?: string;
  /** Hash of exactly what it approves; made of person, session and purpose when absent. */
  binding?: Buffer;
  payment?: PaymentSummary;
  /** Methods to choose from when not the person's active ones: an enrolment proves a factor that is not active yet. */
  methods?: Method[];
}

const REFERENCE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Opens, renews and spends challenges. The caller has locked the person's budget, see `LockoutService.lock`. */
@Injectable()
export class ChallengeService {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly database: Database,
    private readonly email: EmailService,
    private readonly audit: AuditRecorder,
  ) {}

  /** Replaces an open challenge of the same subject. @throws stronger-factor-required, too-many-codes */
  async open(
    manager: EntityManager,
    context: RequestContext,
    person: Challenged,
    budget: VerificationBudget,
    wanted: NewChallenge,
  ): Promise<ChallengeView> {
    const now = this.clock.now();
    const methods = wanted.methods ?? (await this.availableMethods(manager, person, wanted));
    const method = await this.preferred(manager, person.userId, methods);
    const id = this.random.id();
    const { userId } = person;
    const { sessionId, purpose, subjectId = id, payment = null } = wanted;
    const challenge: ChallengeState = {
      id,
      userId,
      sessionId,
      purpose,
      subjectId,
      binding: wanted.binding ?? digest('challenge', purpose, userId, sessionId, subjectId),
      reference: this.reference(),
      methods,
      method,
      status: 'open',
      codeMac: null,
      payment,
      expiresAt: after(now, CHALLENGE_LIFETIME_MS),
      resendAvailableAt: method === 'email' ? after(now, RESEND_COOL_DOWN_MS) : null,
    };
    const issued = method === 'email' ? this.email.newCode(challenge) : null;
    if (issued) await this.refuseTooManyCodes(manager, userId);
    await this.voidOf(manager, purpose, [subjectId]);
    await this.insert(manager, { ...challenge, codeMac: issued?.mac ?? null }, now);
    if (issued) await this.email.queue(manager, challenge, issued.code, person);
    await this.audit.record(manager, context, {
      type: 'challenge.created',
      actorId: userId,
      subject: { type: 'challenge', id },
      details: { purpose, subjectId, method, methods, reference: challenge.reference },
    });
    return this.view(
      challenge,
      person.email,
      budget,
      issued ? { channel: 'email', provider: null, status: 'queued' } : null,
    );
  }

  /** A new code under the same challenge; the one before is dead at that moment. @throws resend-too-soon, too-many-codes */
  async resend(
    manager: EntityManager,
    context: RequestContext,
    person: Challenged,
    budget: VerificationBudget,
    challenge: ChallengeState,
    method: Method = challenge.method,
  ): Promise<ChallengeView> {
    const now = this.clock.now();
    if (!challenge.methods.includes(method))
      throw new DomainError('stronger-factor-required', { methods: challenge.methods });
    if (method === 'totp') return this.changeMethod(manager, person, budget, { ...challenge, method });
    if (challenge.resendAvailableAt && challenge.resendAvailableAt > now)
      throw new DomainError('resend-too-soon', { retryAt: challenge.resendAvailableAt });
    await this.refuseTooManyCodes(manager, person.userId);
    const renewed = {
      ...challenge,
      method,
      expiresAt: after(now, CHALLENGE_LIFETIME_MS),
      resendAvailableAt: after(now, RESEND_COOL_DOWN_MS),
    };
    const { code, mac } = this.email.newCode(renewed);
    await mustTouch(manager, 1, renewCode, [
      challenge.id,
      method,
      mac,
      renewed.expiresAt,
      renewed.resendAvailableAt,
    ]);
    await this.email.queue(manager, renewed, code, person);
    await this.audit.record(manager, context, {
      type: 'challenge.resent',
      actorId: person.userId,
      subject: { type: 'challenge', id: challenge.id },
      details: { purpose: challenge.purpose, method },
    });
    return this.view(renewed, person.email, budget, { channel: 'email', provider: null, status: 'queued' });
  }

  /**
   * Spends a verified challenge of this person, session and purpose in the transaction of what it lets through.
   * @throws second-factor-required (RFC 9470) when there is none
   */
  async consume(
    manager: EntityManager,
    context: RequestContext,
    { userId, sessionId }: { userId: string; sessionId: string },
    purpose: Purpose,
    challengeId: string | null,
  ): Promise<void> {
    const now = this.clock.now();
    const freshSince = after(now, -VERIFIED_LIFETIME_MS);
    const spent = challengeId
      ? await row(manager, consumeVerified, [challengeId, userId, sessionId, purpose, now, freshSince])
      : null;
    if (!spent) throw secondFactorRequired(purpose);
    await this.audit.record(manager, context, {
      type: 'challenge.consumed',
      actorId: userId,
      subject: { type: 'challenge', id: challengeId },
      details: { purpose },
    });
  }

  async voidOf(manager: EntityManager, purpose: Purpose, subjectIds: readonly string[]): Promise<void> {
    await execute(manager, voidOpenChallenges, [subjectIds, purpose]);
  }

  async viewOf(challenge: ChallengeState, email: string, budget: VerificationBudget): Promise<ChallengeView> {
    return this.view(
      challenge,
      email,
      budget,
      await this.database.row<DeliveryView & Record<string, unknown>>(findDelivery, [challenge.id]),
    );
  }

  private async availableMethods(
    manager: EntityManager,
    { userId, accountType }: Challenged,
    { purpose, payment }: NewChallenge,
  ): Promise<Method[]> {
    const factors = await rows<{ method: Method }>(manager, findActiveFactors, [userId]);
    const question = {
      purpose,
      accountType,
      active: factors.map(({ method }) => method),
      enabled: this.config.twoFactorMethods,
      emailMaxAmount: this.config.emailMaxAmount,
    };
    const methods = methodsFor({ ...question, total: payment ? BigInt(payment.total) : null });
    if (methods.length === 0)
      throw new DomainError('stronger-factor-required', {
        methods: this.config.twoFactorMethods.filter((method) => method !== 'email'),
      });
    return methods;
  }

  private async preferred(manager: EntityManager, userId: string, methods: Method[]): Promise<Method> {
    const strongest = methods[0] as Method;
    if (methods.length === 1) return strongest;
    const settings = await row<{ preferredMethod: Method | null }>(manager, findPreferredMethod, [userId]);
    return strongestFirst(methods).find((method) => method === settings?.preferredMethod) ?? strongest;
  }

  private async changeMethod(
    manager: EntityManager,
    person: Challenged,
    budget: VerificationBudget,
    challenge: ChallengeState,
  ): Promise<ChallengeView> {
    const { id, method, codeMac, expiresAt, resendAvailableAt } = challenge;
    await mustTouch(manager, 1, renewCode, [id, method, codeMac, expiresAt, resendAvailableAt]);
    return this.view(challenge, person.email, budget, null);
  }

  private async refuseTooManyCodes(manager: EntityManager, userId: string): Promise<void> {
    const since = after(this.clock.now(), -CODES_WINDOW_MS);
    const sent = await row<{ count: number; oldest: Date | null }>(manager, countRecentCodes, [
      userId,
      since,
    ]);
    if (sent?.oldest && sent.count >= MAX_CODES_PER_WINDOW)
      throw new DomainError('too-many-codes', { retryAt: after(sent.oldest, CODES_WINDOW_MS) });
  }

  private async insert(manager: EntityManager, challenge: ChallengeState, now: Date): Promise<void> {
    const {
      id,
      userId,
      sessionId,
      purpose,
      subjectId,
      binding,
      reference,
      methods,
      method,
      codeMac,
      payment,
      expiresAt,
      resendAvailableAt,
    } = challenge;
    const values = [
      id,
      userId,
      sessionId,
      purpose,
      subjectId,
      binding,
      reference,
      methods,
      method,
      codeMac,
      payment,
      now,
      expiresAt,
      resendAvailableAt,
    ];
    await execute(manager, insertChallenge, values);
  }

  private view(
    challenge: ChallengeState,
    email: string,
    budget: VerificationBudget,
    delivery: DeliveryView | null,
  ): ChallengeView {
    return viewChallenge(challenge, {
      email,
      attemptsRemaining: attemptsRemaining(budget, challenge.purpose, this.clock.now()),
      delivery,
    });
  }

  private reference(): string {
    return Array.from(
      { length: 4 },
      () => REFERENCE_ALPHABET[this.random.integer(REFERENCE_ALPHABET.length)],
    ).join('');
  }
}
