import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../audit/audit-recorder';
import { Clock } from '../../common/clock';
import { enqueue, row, rows } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { PasswordHasher } from '../../users/password-hasher';
import type { Principal } from '../sessions/principal';
import type { ChallengeState } from './challenge';
import { acceptChallenge, findActiveFactors, lockOpenChallenge } from './challenge-statements';
import { normalizeCode } from './code';
import { invalidCode } from './invalid-code';
import { afterFailure, afterSuccess, withoutFailureAt } from './lockout';
import { LockoutService } from './lockout.service';
import { SentCodes } from './sent-codes';
import { TotpService } from './totp.service';
import { type ActiveFactor, refuseByBudget, senderOf, VerificationService } from './verification.service';

const PURPOSE = 'manage-factors';
const findPasswordHash = {
  name: 'find-password-hash',
  text: 'SELECT password_hash AS "passwordHash" FROM users WHERE id = $1',
};

/**
 * Password and code together. Comparing a password is slow, so it never runs inside a transaction: a failure is
 * reserved and committed, the password compared, and the reservation given back when it was right.
 */
@Injectable()
export class BothProofsService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly passwords: PasswordHasher,
    private readonly totp: TotpService,
    private readonly codes: SentCodes,
    private readonly lockout: LockoutService,
    private readonly verification: VerificationService,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * Runs `act` in the transaction that accepts both proofs. Refusals are committed and audited as failures of `record`.
   * @throws invalid-credentials, code-incorrect, too-many-attempts, two-factor-not-enabled
   */
  async require<T>(
    principal: Principal,
    context: RequestContext,
    { password, code: typed }: { password: string; code: string },
    record: AuditRecord,
    act: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    const code = normalizeCode(typed);
    if (code === null) throw invalidCode();
    const reservation = await this.reserve(principal, context, record);
    const right = await this.passwords.verify(password, reservation.passwordHash).catch(async (error) => {
      await this.giveBack(principal.userId, reservation.at);
      throw error;
    });
    if (!right) {
      await this.transactor.run((manager) =>
        this.refuse(manager, context, record, new DomainError('invalid-credentials')),
      );
      throw new DomainError('invalid-credentials');
    }
    const outcome = await this.transactor.run(async (manager) => {
      const error = await this.judgeCode(manager, principal, context, code, reservation.at, record);
      return error ? { error } : { value: await act(manager) };
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  private async reserve(
    principal: Principal,
    context: RequestContext,
    record: AuditRecord,
  ): Promise<{ at: Date; passwordHash: string }> {
    const { userId } = principal;
    const at = this.clock.now();
    const outcome = await this.transactor.run(async (manager) => {
      const [budget, factors, user] = await Promise.all([
        this.lockout.lock(manager, userId),
        rows(manager, findActiveFactors, [userId]),
        row<{ passwordHash: string | null }>(manager, findPasswordHash, [userId]),
      ]);
      if (factors.length === 0)
        return this.refuse(manager, context, record, new DomainError('two-factor-not-enabled'));
      const exhausted = refuseByBudget(budget, PURPOSE, at);
      if (exhausted || !user?.passwordHash)
        return this.refuse(manager, context, record, exhausted ?? new DomainError('invalid-credentials'));
      this.lockout.save(manager, userId, afterFailure(budget, PURPOSE, at).budget);
      return { at, passwordHash: user.passwordHash };
    });
    if (outcome instanceof DomainError) throw outcome;
    return outcome;
  }

  /** Nothing was compared, so nothing counts. */
  private giveBack(userId: string, reservedAt: Date): Promise<void> {
    return this.transactor.run(async (manager) => {
      const budget = await this.lockout.lock(manager, userId);
      this.lockout.save(manager, userId, withoutFailureAt(budget, reservedAt));
    });
  }

  private async judgeCode(
    manager: EntityManager,
    { userId, sessionId }: Principal,
    context: RequestContext,
    code: string,
    reservedAt: Date,
    record: AuditRecord,
  ): Promise<DomainError | null> {
    const now = this.clock.now();
    const budget = withoutFailureAt(await this.lockout.lock(manager, userId), reservedAt);
    const factors = await rows<ActiveFactor & Record<string, unknown>>(manager, findActiveFactors, [userId]);
    const apps = factors.filter(({ method }) => method === 'totp');
    const match = this.totp.match(apps, code, now);
    const challenge = match
      ? null
      : await row<ChallengeState & Record<string, unknown>>(manager, lockOpenChallenge, [
          userId,
          sessionId,
          PURPOSE,
        ]);
    const sentBy = challenge && challenge.expiresAt > now ? this.sentBy(challenge, factors, code) : null;
    if (!match && !sentBy) {
      const failed = {
        ...record,
        outcome: 'failure',
        details: { ...record.details, reason: 'code-incorrect' },
      } as const;
      return this.verification.countFailure(manager, context, budget, { userId, purpose: PURPOSE }, failed);
    }
    if (match) await this.totp.burn(manager, match.factor.id, match.step, now);
    else
      enqueue(manager, 1, acceptChallenge, [
        challenge?.id,
        'consumed',
        now,
        sentBy?.method,
        challenge?.codeMac,
        sentBy?.factorId,
        null,
      ]);
    this.lockout.save(manager, userId, afterSuccess(budget));
    return null;
  }

  private sentBy(challenge: ChallengeState, factors: readonly ActiveFactor[], code: string) {
    const { codeMethod: method, methods } = challenge;
    if (!method || !methods.includes(method) || !this.codes.matches(challenge, code)) return null;
    const factorId = senderOf(challenge, factors);
    return method === 'email' || factorId !== null ? { method, factorId } : null;
  }

  private async refuse(
    manager: EntityManager,
    context: RequestContext,
    record: AuditRecord,
    error: DomainError,
  ): Promise<DomainError> {
    this.audit.record(manager, context, {
      ...record,
      outcome: 'failure',
      details: { ...record.details, reason: error.code },
    });
    return error;
  }
}
