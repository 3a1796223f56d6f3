import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../../audit/audit-recorder';
import { after, Clock } from '../../../common/clock';
import { digest } from '../../../common/crypto/hashing';
import { Database } from '../../../common/database/database';
import { execute, row } from '../../../common/database/sql';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { Random } from '../../../common/random';
import type { AccountType } from '../../../users/account-type';
import { attemptsRemaining, type VerificationBudget } from '../lockout/lockout';
import { isSent, type Method, type Purpose } from '../method';
import { secondFactorRequired } from '../second-factor-required';
import { PasskeysService } from '../webauthn/passkeys.service';
import {
  CHALLENGE_LIFETIME_MS,
  type ChallengeState,
  type PaymentSummary,
  RESEND_COOL_DOWN_MS,
  VERIFIED_LIFETIME_MS,
} from './challenge';
import { ChallengeOffers, type Offer, type OwnFactors } from './challenge-offers.service';
import {
  consumeVerified,
  findDelivery,
  insertChallenge,
  voidOpenChallenges,
  voidOpenChallengesOfUser,
} from './challenge-statements';
import { type ChallengeView, type DeliveryView, viewChallenge } from './challenge-view';
import { type IssuedCode, SentCodes } from './sent-codes';

export interface Challenged {
  userId: string;
  email: string;
  name: string;
  accountType: AccountType;
}

export interface NewChallenge {
  sessionId: string;
  purpose: Purpose;
  /** What it is about: an approval, a factor, or the session that is to rise or to act. */
  subjectId: string;
  /** Hash of exactly what it approves; made of person, session and purpose when absent. */
  binding?: Buffer;
  payment?: PaymentSummary;
  /** Methods to choose from when not the person's active ones: an enrolment proves a factor that is not active yet. */
  methods?: Method[];
}

const REFERENCE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Opens, shows and spends challenges. The caller has locked the person's budget, see `LockoutService.lock`. */
@Injectable()
export class ChallengeService {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly database: Database,
    private readonly offers: ChallengeOffers,
    private readonly codes: SentCodes,
    private readonly passkeys: PasskeysService,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * Replaces an open challenge of the same subject.
   * @throws stronger-factor-required, factors-unavailable, too-many-codes, method-unavailable
   */
  async open(
    manager: EntityManager,
    context: RequestContext,
    person: Challenged,
    budget: VerificationBudget,
    wanted: NewChallenge,
  ): Promise<ChallengeView> {
    const { challenge, delivery, offer } = await this.create(manager, context, person, budget, wanted);
    return this.view(challenge, person.email, budget, delivery, offer);
  }

  /** The same, for those who show it in another way. */
  async create(
    manager: EntityManager,
    context: RequestContext,
    person: Challenged,
    budget: VerificationBudget,
    wanted: NewChallenge,
  ): Promise<{ challenge: ChallengeState; delivery: DeliveryView | null; offer: Offer }> {
    const now = this.clock.now();
    const offer = await this.offers.make(manager, person, budget, wanted);
    const id = this.random.id();
    const { userId } = person;
    const { sessionId, purpose, subjectId, payment = null } = wanted;
    const wish: ChallengeState = {
      id,
      userId,
      sessionId,
      purpose,
      subjectId,
      binding: wanted.binding ?? digest('challenge', purpose, userId, sessionId, subjectId),
      reference: this.reference(),
      methods: offer.methods,
      method: offer.choices[0] ?? 'backup_code',
      status: 'open',
      codeMac: null,
      codeMethod: null,
      codeFactorId: null,
      maskedDestination: null,
      payment,
      expiresAt: after(now, CHALLENGE_LIFETIME_MS),
      resendAvailableAt: null,
    };
    const issued = await this.issue(manager, context, wish, offer);
    const { challenge } = issued;
    if (isSent(challenge.method)) challenge.resendAvailableAt = after(now, RESEND_COOL_DOWN_MS);
    await this.voidOf(manager, purpose, [subjectId]);
    await this.insert(manager, challenge, now);
    const delivery = await this.codes.send(manager, issued, person);
    this.audit.record(manager, context, {
      type: 'challenge.created',
      actorId: userId,
      subject: { type: 'challenge', id },
      details: {
        purpose,
        subjectId,
        method: challenge.method,
        methods: challenge.methods,
        reference: challenge.reference,
      },
    });
    return { challenge, delivery, offer };
  }

  /**
   * Spends a verified challenge of this person, session and purpose in the transaction of what it lets through.
   * @returns second-factor-required (RFC 9470) when there is none: the caller commits it as a failure, then throws it,
   *   or throws it at once where the refusal is recorded as that of the use case
   */
  async consume(
    manager: EntityManager,
    context: RequestContext,
    { userId, sessionId }: { userId: string; sessionId: string },
    purpose: Purpose,
    challengeId: string | null,
  ): Promise<DomainError | null> {
    const now = this.clock.now();
    const freshSince = after(now, -VERIFIED_LIFETIME_MS);
    const spent = challengeId
      ? await row(manager, consumeVerified, [challengeId, userId, sessionId, purpose, now, freshSince])
      : null;
    const refusal = spent ? null : secondFactorRequired(purpose);
    this.audit.record(manager, context, {
      type: 'challenge.consumed',
      outcome: refusal ? 'failure' : 'success',
      actorId: userId,
      subject: { type: 'challenge', id: challengeId },
      details: { purpose, ...(refusal ? { reason: refusal.code } : {}) },
    });
    return refusal;
  }

  /** Whether a passkey would do although codes are refused. */
  mayUsePasskey(manager: EntityManager, userId: string): Promise<boolean> {
    return this.offers.mayUsePasskey(manager, userId);
  }

  async voidOf(manager: EntityManager, purpose: Purpose, subjectIds: readonly string[]): Promise<void> {
    await execute(manager, voidOpenChallenges, [subjectIds, purpose]);
  }

  async voidAllOf(manager: EntityManager, userId: string): Promise<void> {
    await execute(manager, voidOpenChallengesOfUser, [userId]);
  }

  async viewOf(challenge: ChallengeState, email: string, budget: VerificationBudget): Promise<ChallengeView> {
    const [delivery, own] = await Promise.all([
      this.database.row<DeliveryView & Record<string, unknown>>(findDelivery, [challenge.id]),
      this.offers.ofPerson(challenge.userId),
    ]);
    return this.view(challenge, email, budget, delivery, own);
  }

  /**
   * When no code can be sent, a backup code may answer in its place, so that whoever has one is not shut out. A limit that
   * passes by itself is waited for, but not at the door.
   */
  private async issue(
    manager: EntityManager,
    context: RequestContext,
    wish: ChallengeState,
    { choices, methods, unavailableMethods }: Offer,
  ): Promise<IssuedCode> {
    try {
      return await this.codes.issue(manager, context, wish, choices);
    } catch (error) {
      if (!(error instanceof DomainError) || !isReplaceable(error, wish.purpose)) throw error;
      if (!(await this.offers.hasBackupCodes(manager, wish.userId)))
        throw methods.length > 0
          ? error
          : new DomainError('factors-unavailable', { methods: unavailableMethods });
      const standIn = { methods: [...methods, 'backup_code' as const], method: 'backup_code' as const };
      const resendAvailableAt = error.details.retryAt ?? null;
      return { challenge: { ...wish, ...standIn, resendAvailableAt }, code: null, phone: null };
    }
  }

  private async insert(manager: EntityManager, c: ChallengeState, now: Date): Promise<void> {
    const identity = [c.id, c.userId, c.sessionId, c.purpose, c.subjectId, c.binding, c.reference];
    const times = [now, c.expiresAt, c.resendAvailableAt];
    const destination = [c.codeMethod, c.codeFactorId, c.maskedDestination];
    const values = [...identity, c.methods, c.method, c.codeMac, c.payment, ...times, ...destination];
    await execute(manager, insertChallenge, values);
  }

  view(
    challenge: ChallengeState,
    email: string,
    budget: VerificationBudget,
    delivery: DeliveryView | null,
    { phones, passkeys, unavailableMethods }: OwnFactors,
  ): ChallengeView {
    const now = this.clock.now();
    return viewChallenge(challenge, {
      email,
      attemptsRemaining: attemptsRemaining(budget, challenge.purpose, now),
      delivery,
      phones,
      unavailableMethods,
      webauthn: asksForPasskey(challenge) ? this.passkeys.request(challenge, passkeys, now) : null,
    });
  }

  private reference(): string {
    return Array.from(
      { length: 4 },
      () => REFERENCE_ALPHABET[this.random.integer(REFERENCE_ALPHABET.length)],
    ).join('');
  }
}

/** Not for an enrolment, which makes a passkey instead of asking for one. */
function asksForPasskey({ methods, status, purpose }: ChallengeState): boolean {
  return status === 'open' && purpose !== 'enrolment' && methods.includes('webauthn');
}

function isReplaceable({ code }: DomainError, purpose: Purpose): boolean {
  if (purpose === 'enrolment') return false;
  return code === 'method-unavailable' || (code === 'too-many-codes' && purpose === 'login');
}
