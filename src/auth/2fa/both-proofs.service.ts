import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder, refused } from '../../audit/audit-recorder';
import { Clock } from '../../common/clock';
import { row, rows } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { PasswordHasher } from '../../users/password-hasher';
import { notLoggedIn } from '../sessions/not-logged-in';
import type { Principal } from '../sessions/principal';
import { SessionService } from '../sessions/session.service';
import { BackupCodeUse } from './backup-codes/backup-code-use.service';
import { findActiveFactors } from './challenges/challenge-statements';
import type { Proof } from './challenges/code';
import { type EnteredProof, proofFrom } from './challenges/code-from';
import { CodeTransactor, Comparison } from './challenges/code-transactor';
import { refuseByBudget } from './challenges/proof-judge.service';
import { ProofSpending } from './challenges/proof-spending.service';
import { FailedAttempts } from './lockout/failed-attempts.service';
import { afterSuccess, release, reserve } from './lockout/lockout';
import { LockoutService } from './lockout/lockout.service';

const PURPOSE = 'manage-factors';
const findPasswordHash = {
  name: 'find-password-hash',
  text: 'SELECT password_hash AS "passwordHash" FROM users WHERE id = $1',
};

export interface BothProofs extends EnteredProof {
  password: string;
}

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
 * Password and second factor together: a code, or a passkey that answers the open challenge of this session with purpose
 * `manage-factors`. Comparing a password is slow, so it never runs inside a transaction: the attempt is
 * reserved and committed, the password compared, and the attempt counted for what it was.
 */
@Injectable()
export class BothProofsService {
  constructor(
    private readonly transactor: Transactor,
    private readonly codes: CodeTransactor,
    private readonly clock: Clock,
    private readonly passwords: PasswordHasher,
    private readonly backupCodes: BackupCodeUse,
    private readonly proofs: ProofSpending,
    private readonly sessions: SessionService,
    private readonly lockout: LockoutService,
    private readonly failures: FailedAttempts,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * Refusals are committed and audited as failures of `record`.
   * @throws unauthenticated, invalid-credentials, code-incorrect, passkey-incorrect, too-many-attempts, two-factor-not-enabled
   */
  async require<T, P>(
    principal: Principal,
    context: RequestContext,
    { password, ...entered }: BothProofs,
    record: AuditRecord,
    { prepare, act }: Proven<T, P>,
  ): Promise<T> {
    const proof = await this.codes.examine(proofFrom(entered));
    const { reservedAt, passwordHash, comparison } = await this.reserve(principal, context, proof, record);
    const { userId } = principal;
    const slowly = async () => {
      if (!(await this.passwords.verify(password, passwordHash))) return null;
      const compared = comparison ? await this.codes.compare(comparison) : proof;
      return { compared, prepared: await prepare() };
    };
    const proven = await slowly().catch(async (error) => {
      await this.codes.giveBack({ userId, reservedAt });
      throw error;
    });
    if (!proven) throw await this.refusePassword(userId, context, reservedAt, record);
    const { compared, prepared } = proven;
    const outcome = await this.transactor.run(async (manager) => {
      const error = await this.judge(manager, principal, context, compared, reservedAt, record);
      return error ? { error } : { value: await act(manager, prepared) };
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  private async reserve(
    { userId }: Principal,
    context: RequestContext,
    proof: Proof,
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
      // A password can be guessed, whatever comes with it: a passkey spares it nothing but the end of all codes.
      const guessed = proof.kind === 'digits' ? 'digits' : 'backup';
      const exhausted =
        refuseByBudget(budget, PURPOSE, now, guessed) ?? refuseByBudget(budget, PURPOSE, now, proof.kind);
      if (exhausted || !user?.passwordHash)
        return this.refuse(manager, context, record, exhausted ?? new DomainError('invalid-credentials'));
      const { passwordHash } = user;
      if (proof.kind === 'backup') {
        const comparison = await this.backupCodes.reserve(manager, budget, userId, proof.letters);
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
        refused(record, error.code),
      );
      return error;
    });
  }

  private async judge(
    manager: EntityManager,
    principal: Principal,
    context: RequestContext,
    proof: Proof,
    reservedAt: Date,
    record: AuditRecord,
  ): Promise<DomainError | null> {
    const { userId, sessionId } = principal;
    const budget = release(await this.lockout.lock(manager, userId), reservedAt);
    // Comparing the password took a while, in which the owner may have ended this session.
    if (!(await this.sessions.holdLive(manager, sessionId))) {
      this.lockout.save(manager, userId, budget);
      return this.refuse(manager, context, record, notLoggedIn());
    }
    const outcome = await this.proofs.spend(manager, principal, context, PURPOSE, proof);
    if (outcome.kind === 'right') {
      this.lockout.save(manager, userId, afterSuccess(budget));
      return null;
    }
    const reason = proof.kind === 'passkey' ? 'passkey-incorrect' : 'code-incorrect';
    const failed = refused(record, reason);
    const tried = { userId, purpose: PURPOSE, proof } as const;
    return outcome.kind === 'cloned'
      ? this.failures.countCloned(manager, context, budget, tried, failed, outcome.factorId)
      : this.failures.count(manager, context, budget, tried, failed);
  }

  private async refuse(
    manager: EntityManager,
    context: RequestContext,
    record: AuditRecord,
    error: DomainError,
  ): Promise<DomainError> {
    this.audit.record(manager, context, refused(record, error.code));
    return error;
  }
}
