import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../audit/audit-recorder';
import { Clock } from '../../common/clock';
import { enqueue, row, rows } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { AppConfig } from '../../config/app-config';
import { PasswordHasher } from '../../users/password-hasher';
import type { Principal } from '../sessions/principal';
import { BackupCodeUse } from './backup-code-use.service';
import type { ChallengeState } from './challenge';
import { acceptChallenge, findActiveFactors, lockOpenChallenge } from './challenge-statements';
import type { TypedBackupCode, TypedCode } from './code';
import { codeFrom } from './code-from';
import { CodeTransactor, Comparison } from './code-transactor';
import { FailedAttempts } from './failed-attempts.service';
import { afterSuccess, release, reserve } from './lockout';
import { LockoutService } from './lockout.service';
import { SentCodes } from './sent-codes';
import { TotpService } from './totp.service';
import { type ActiveFactor, refuseByBudget, senderOf } from './verification.service';

const PURPOSE = 'manage-factors';
const findPasswordHash = {
  name: 'find-password-hash',
  text: 'SELECT password_hash AS "passwordHash" FROM users WHERE id = $1',
};

/** What is done once both proofs are right. */
export interface Proven<T, P> {
  /** Slow work beforehand, outside of any transaction; the password is right by then, the code still unknown. */
  prepare: () => Promise<P>;
  /** Runs in the transaction that accepts the code. */
  act: (manager: EntityManager, prepared: P) => Promise<T>;
}

interface Reservation {
  reservedAt: Date;
  passwordHash: string;
  comparison: Comparison | null;
}

/**
 * Password and code together. Comparing a password is slow, so it never runs inside a transaction: the attempt is
 * reserved and committed, the password compared, and the attempt counted for what it was.
 */
@Injectable()
export class BothProofsService {
  constructor(
    private readonly transactor: Transactor,
    private readonly codes: CodeTransactor,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly passwords: PasswordHasher,
    private readonly totp: TotpService,
    private readonly sentCodes: SentCodes,
    private readonly backupCodes: BackupCodeUse,
    private readonly lockout: LockoutService,
    private readonly failures: FailedAttempts,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * Refusals are committed and audited as failures of `record`.
   * @throws invalid-credentials, code-incorrect, too-many-attempts, two-factor-not-enabled
   */
  async require<T, P>(
    principal: Principal,
    context: RequestContext,
    { password, code: typed }: { password: string; code: string },
    record: AuditRecord,
    { prepare, act }: Proven<T, P>,
  ): Promise<T> {
    const code = codeFrom(typed);
    const { reservedAt, passwordHash, comparison } = await this.reserve(principal, context, code, record);
    const { userId } = principal;
    const slowly = async () => {
      if (!(await this.passwords.verify(password, passwordHash))) return null;
      const compared = comparison ? await this.codes.compare(comparison) : code;
      return { compared, prepared: await prepare() };
    };
    const proven = await slowly().catch(async (error) => {
      await this.codes.giveBack({ userId, reservedAt });
      throw error;
    });
    if (!proven) throw await this.refusePassword(userId, context, reservedAt, record);
    const { compared, prepared } = proven;
    const outcome = await this.transactor.run(async (manager) => {
      const error = await this.judgeCode(manager, principal, context, compared, reservedAt, record);
      return error ? { error } : { value: await act(manager, prepared) };
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  private async reserve(
    { userId }: Principal,
    context: RequestContext,
    code: TypedCode,
    record: AuditRecord,
  ): Promise<Reservation> {
    const outcome = await this.transactor.run(async (manager) => {
      const [budget, factors, user] = await Promise.all([
        this.lockout.lock(manager, userId),
        rows(manager, findActiveFactors, [userId]),
        row<{ passwordHash: string | null }>(manager, findPasswordHash, [userId]),
      ]);
      const now = this.clock.now();
      if (factors.length === 0)
        return this.refuse(manager, context, record, new DomainError('two-factor-not-enabled'));
      const exhausted = refuseByBudget(budget, PURPOSE, now, code.kind);
      if (exhausted || !user?.passwordHash)
        return this.refuse(manager, context, record, exhausted ?? new DomainError('invalid-credentials'));
      const { passwordHash } = user;
      if (code.kind === 'backup') {
        const comparison = await this.backupCodes.reserve(manager, budget, userId, code.letters);
        return { reservedAt: comparison.reservedAt, passwordHash, comparison };
      }
      const { budget: reserved, reservedAt } = reserve(budget, now);
      this.lockout.save(manager, userId, reserved);
      return { reservedAt, passwordHash, comparison: null };
    });
    if (outcome instanceof DomainError) throw outcome;
    return outcome;
  }

  private refusePassword(
    userId: string,
    context: RequestContext,
    reservedAt: Date,
    record: AuditRecord,
  ): Promise<DomainError> {
    return this.transactor.run(async (manager) => {
      const budget = release(await this.lockout.lock(manager, userId), reservedAt);
      const error = new DomainError('invalid-credentials');
      await this.failures.count(
        manager,
        context,
        budget,
        { userId, purpose: PURPOSE },
        failure(record, error),
      );
      return error;
    });
  }

  private async judgeCode(
    manager: EntityManager,
    { userId, sessionId }: Principal,
    context: RequestContext,
    code: TypedCode,
    reservedAt: Date,
    record: AuditRecord,
  ): Promise<DomainError | null> {
    const budget = release(await this.lockout.lock(manager, userId), reservedAt);
    const right =
      code.kind === 'digits'
        ? await this.spendDigits(manager, userId, sessionId, code.digits)
        : await this.spendBackupCode(manager, context, userId, code);
    if (right) {
      this.lockout.save(manager, userId, afterSuccess(budget));
      return null;
    }
    const failed = failure(record, new DomainError('code-incorrect'));
    return this.failures.count(manager, context, budget, { userId, purpose: PURPOSE }, failed);
  }

  private async spendDigits(
    manager: EntityManager,
    userId: string,
    sessionId: string,
    digits: string,
  ): Promise<boolean> {
    const now = this.clock.now();
    const active = await rows<ActiveFactor & Record<string, unknown>>(manager, findActiveFactors, [userId]);
    const factors = active.filter(({ method }) => this.config.twoFactorMethods.includes(method));
    const apps = factors.filter(({ method }) => method === 'totp');
    const match = this.totp.match(apps, digits, now);
    if (match) {
      await this.totp.burn(manager, match.factor.id, match.step, now);
      return true;
    }
    const wanted = [userId, sessionId, PURPOSE];
    const challenge = await row<ChallengeState & Record<string, unknown>>(manager, lockOpenChallenge, wanted);
    const sentBy = challenge && challenge.expiresAt > now ? this.sentBy(challenge, factors, digits) : null;
    if (!challenge || !sentBy) return false;
    const { id, codeMac } = challenge;
    enqueue(manager, 1, acceptChallenge, [
      id,
      'consumed',
      now,
      sentBy.method,
      codeMac,
      sentBy.factorId,
      null,
    ]);
    return true;
  }

  private async spendBackupCode(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    { compared }: TypedBackupCode,
  ): Promise<boolean> {
    const id = compared?.backupCodeId ?? null;
    return id !== null && this.backupCodes.spend(manager, context, { userId, purpose: PURPOSE }, id);
  }

  private sentBy(challenge: ChallengeState, factors: readonly ActiveFactor[], code: string) {
    const { codeMethod: method, methods } = challenge;
    if (!method || !methods.includes(method) || !this.sentCodes.matches(challenge, code)) return null;
    const factorId = senderOf(challenge, factors);
    return method === 'email' || factorId !== null ? { method, factorId } : null;
  }

  private async refuse(
    manager: EntityManager,
    context: RequestContext,
    record: AuditRecord,
    error: DomainError,
  ): Promise<DomainError> {
    this.audit.record(manager, context, failure(record, error));
    return error;
  }
}

function failure(record: AuditRecord, { code: reason }: DomainError): AuditRecord {
  return { ...record, outcome: 'failure', details: { ...record.details, reason } };
}
