import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../../audit/audit-recorder';
import { Clock } from '../../../common/clock';
import { enqueue, row } from '../../../common/database/sql';
import type { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { BackupCodeUse } from '../backup-codes/backup-code-use.service';
import { FailedAttempts } from '../lockout/failed-attempts.service';
import { afterSuccess, type VerificationBudget } from '../lockout/lockout';
import { LockoutService } from '../lockout/lockout.service';
import type { Purpose } from '../method';
import { keepBackupState } from '../webauthn/passkey-statements';
import type { ChallengeState } from './challenge';
import {
  acceptChallenge,
  loadVerificationOfChallenge,
  loadVerificationOfSubject,
  noteWrongProof,
} from './challenge-statements';
import type { Comparison } from './code-transactor';
import { auditRecord, type Judgement, type Submission } from './judgement';
import { type ActiveFactor, budgetFor, ProofJudge, type VerificationState } from './proof-judge.service';

type LoadedRow = VerificationBudget &
  ({ id: null } | ChallengeState) & {
    factors: (Omit<ActiveFactor, 'lastStep'> & { lastStep: number | null })[];
  } & Record<string, unknown>;

type Selector = { id: string } | { subjectId: string; purpose: Purpose };

/**
 * Judges proofs in three steps of one transaction: `load` locks the person's budget, `judge` decides without touching
 * anything, `settle` writes the verdict. The lock puts parallel codes of one person in a line, so each is counted before
 * the next is looked at.
 */
@Injectable()
export class VerificationService {
  constructor(
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly judges: ProofJudge,
    private readonly backupCodes: BackupCodeUse,
    private readonly failures: FailedAttempts,
    private readonly audit: AuditRecorder,
  ) {}

  /** @throws when the account has no budget */
  async load(manager: EntityManager, userId: string, selector: Selector): Promise<VerificationState> {
    const found =
      'id' in selector
        ? await row<LoadedRow>(manager, loadVerificationOfChallenge, [userId, selector.id])
        : await row<LoadedRow>(manager, loadVerificationOfSubject, [
            userId,
            selector.subjectId,
            selector.purpose,
          ]);
    if (!found) throw new Error('An account has no verification budget');
    const { recentFailures, paymentFailures, lockLevel, paymentLockedUntil, reservations, ...rest } = found;
    const { consecutiveFailures, codesDisabledAt, passkeyFailures, factors, ...challenge } = rest;
    return {
      budget: {
        recentFailures,
        paymentFailures,
        lockLevel,
        paymentLockedUntil,
        reservations,
        consecutiveFailures,
        codesDisabledAt,
        passkeyFailures,
      },
      challenge: challenge.id === null ? null : (challenge as ChallengeState),
      factors: factors.map((factor) => ({
        ...factor,
        lastStep: factor.lastStep === null ? null : BigInt(factor.lastStep),
      })),
    };
  }

  judge(state: VerificationState, submission: Submission): Judgement {
    return this.judges.judge(state, submission);
  }

  /**
   * Writes what was judged; the caller commits. A refusal is returned, to be thrown after the commit, and so is what
   * has to be compared after it.
   * @param accepted what an accepted challenge becomes: `verified` waits for its request, `consumed` is spent now
   */
  async settle(
    manager: EntityManager,
    context: RequestContext,
    state: VerificationState,
    submission: Submission,
    judgement: Judgement,
    accepted: 'verified' | 'consumed',
  ): Promise<DomainError | Comparison | null> {
    const budget = budgetFor(state, submission);
    if (judgement.kind === 'uncompared')
      return this.backupCodes.reserve(manager, budget, submission.userId, judgement.letters);
    const record = auditRecord(state.challenge, submission, judgement);
    switch (judgement.kind) {
      case 'refused':
        this.audit.record(manager, context, record);
        return judgement.error;
      case 'wrong':
        noteWrong(manager, state);
        return this.failures.count(manager, context, budget, submission, record);
      case 'cloned':
        noteWrong(manager, state);
        return this.failures.countCloned(manager, context, budget, submission, record, judgement.factorId);
      case 'accepted':
        return this.accept(manager, context, state, submission, judgement, accepted);
    }
  }

  acceptBudget(manager: EntityManager, userId: string, budget: VerificationBudget): void {
    if (budget.consecutiveFailures > 0 || budget.paymentFailures > 0 || budget.lockLevel > 0)
      this.lockout.save(manager, userId, afterSuccess(budget));
  }

  private async accept(
    manager: EntityManager,
    context: RequestContext,
    state: VerificationState,
    submission: Submission,
    judgement: Extract<Judgement, { kind: 'accepted' }>,
    status: 'verified' | 'consumed',
  ): Promise<DomainError | null> {
    const { method, factorId, step, backupCodeId, backedUp } = judgement;
    const { id, codeMac } = state.challenge as ChallengeState;
    const budget = budgetFor(state, submission);
    if (backupCodeId && !(await this.backupCodes.spend(manager, context, submission, backupCodeId))) {
      noteWrong(manager, state);
      const record = auditRecord(state.challenge, submission, { kind: 'wrong' });
      return this.failures.count(manager, context, budget, submission, record);
    }
    this.audit.record(manager, context, auditRecord(state.challenge, submission, judgement));
    this.acceptBudget(manager, submission.userId, budget);
    const values = [id, status, this.clock.now(), method, codeMac, factorId, step];
    enqueue(manager, 1, acceptChallenge, values);
    if (backedUp !== undefined) enqueue(manager, 1, keepBackupState, [factorId, backedUp]);
    return null;
  }
}

/** A proof is wrong only for a challenge that is there. */
function noteWrong(manager: EntityManager, { challenge }: VerificationState): void {
  if (challenge) enqueue(manager, 1, noteWrongProof, [challenge.id]);
}
