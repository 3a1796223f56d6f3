import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../audit/audit-recorder';
import { Clock } from '../../common/clock';
import { enqueue, row } from '../../common/database/sql';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { BackupCodeUse } from './backup-code-use.service';
import { type ChallengeState, refuseChallenge } from './challenge';
import {
  acceptChallenge,
  loadVerificationOfChallenge,
  loadVerificationOfSubject,
} from './challenge-statements';
import type { TypedCode } from './code';
import type { Comparison } from './code-transactor';
import { FailedAttempts } from './failed-attempts.service';
import { auditRecord, type Judgement, judgeBackupCode, type Submission } from './judgement';
import { admit, afterSuccess, release, type VerificationBudget } from './lockout';
import { LockoutService } from './lockout.service';
import type { Method, Purpose } from './method';
import { SentCodes } from './sent-codes';
import { type TotpFactor, TotpService } from './totp.service';

export interface VerificationState {
  budget: VerificationBudget;
  challenge: ChallengeState | null;
  factors: ActiveFactor[];
}

export type ActiveFactor = TotpFactor & { method: Method };

type LoadedRow = VerificationBudget &
  ({ id: null } | ChallengeState) & {
    factors: (Omit<ActiveFactor, 'lastStep'> & { lastStep: number | null })[];
  } & Record<string, unknown>;

type Selector = { id: string } | { subjectId: string; purpose: Purpose };

/**
 * Judges codes in three steps of one transaction: `load` locks the person's budget, `judge` decides without touching
 * anything, `settle` writes the verdict. The lock puts parallel codes of one person in a line, so each is counted before
 * the next is looked at.
 */
@Injectable()
export class VerificationService {
  constructor(
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly totp: TotpService,
    private readonly codes: SentCodes,
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
    const { consecutiveFailures, codesDisabledAt, factors, ...challenge } = rest;
    return {
      budget: {
        recentFailures,
        paymentFailures,
        lockLevel,
        paymentLockedUntil,
        reservations,
        consecutiveFailures,
        codesDisabledAt,
      },
      challenge: challenge.id === null ? null : (challenge as ChallengeState),
      factors: factors.map((factor) => ({
        ...factor,
        lastStep: factor.lastStep === null ? null : BigInt(factor.lastStep),
      })),
    };
  }

  judge(state: VerificationState, submission: Submission): Judgement {
    const now = this.clock.now();
    const { challenge, factors } = state;
    const error =
      refuseChallenge(challenge, submission, now) ??
      refuseByBudget(budgetFor(state, submission), submission.purpose, now, submission.code.kind);
    if (error || !challenge) return { kind: 'refused', error: error ?? new DomainError('not-found') };
    const { code, method } = submission;
    if (code.kind === 'backup')
      return method === undefined || method === 'backup_code' ? judgeBackupCode(code) : { kind: 'wrong' };
    const { digits } = code;
    const allowed = challenge.methods.filter((candidate) => method === undefined || candidate === method);
    if (allowed.includes('totp')) {
      const apps = factors.filter((factor) => factor.method === 'totp');
      const match = this.totp.match(apps, digits, now);
      if (match) return { kind: 'accepted', method: 'totp', factorId: match.factor.id, step: match.step };
    }
    const { codeMethod } = challenge;
    if (codeMethod && allowed.includes(codeMethod) && this.codes.matches(challenge, digits)) {
      const factorId = senderOf(challenge, factors);
      if (codeMethod === 'email' || factorId !== null || challenge.purpose === 'enrolment')
        return { kind: 'accepted', method: codeMethod, factorId, step: null };
    }
    return { kind: 'wrong' };
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
        return this.failures.count(manager, context, budget, submission, record);
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
    const { method, factorId, step, backupCodeId } = judgement;
    const { id, codeMac } = state.challenge as ChallengeState;
    const budget = budgetFor(state, submission);
    if (backupCodeId && !(await this.backupCodes.spend(manager, context, submission, backupCodeId))) {
      const record = auditRecord(state.challenge, submission, { kind: 'wrong' });
      return this.failures.count(manager, context, budget, submission, record);
    }
    this.audit.record(manager, context, auditRecord(state.challenge, submission, judgement));
    this.acceptBudget(manager, submission.userId, budget);
    const values = [id, status, this.clock.now(), method, codeMac, factorId, step];
    enqueue(manager, 1, acceptChallenge, values);
    return null;
  }
}

/** The active factor that the code was sent to; a set-up's is not active yet, and a removed one is none. */
export function senderOf(
  { codeMethod, codeFactorId }: ChallengeState,
  factors: readonly ActiveFactor[],
): string | null {
  const found = factors.find(({ id, method }) =>
    codeMethod === 'sms' ? id === codeFactorId : method === codeMethod,
  );
  return found?.id ?? null;
}

/** The budget as it is for an attempt that may have been reserved in it before. */
function budgetFor({ budget }: VerificationState, { code }: Submission): VerificationBudget {
  return code.kind === 'backup' && code.compared ? release(budget, code.compared.reservedAt) : budget;
}

export function refuseByBudget(
  budget: VerificationBudget,
  purpose: Purpose,
  now: Date,
  code: TypedCode['kind'] = 'digits',
): DomainError | null {
  const admission = admit(budget, purpose, now, code);
  switch (admission.kind) {
    case 'admitted':
      return null;
    case 'locked':
      return new DomainError('payment-approval-locked', { retryAt: admission.until });
    case 'rate-limited':
      return new DomainError('too-many-attempts', { retryAt: admission.until });
    case 'disabled':
      return new DomainError('codes-disabled');
  }
}
