import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../audit/audit-recorder';
import { normalizeCode } from '../../auth/2fa/code';
import { invalidCode } from '../../auth/2fa/invalid-code';
import { VerificationService } from '../../auth/2fa/verification.service';
import type { Principal } from '../../auth/sessions/principal';
import { Clock } from '../../common/clock';
import { mustTouch, row, rows } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { AuthorizationService, type HeldFunds } from '../../payments/authorization.service';
import { type ClaimedPayment, type ReleaseResult, ReleaseService } from '../../payments/release.service';
import { type ApprovalItem, type ApprovalState, refuseApproval } from './approval';
import { ApprovalExecution } from './approval-execution';
import { approvePending, lockApproval, lockItemsOfApproval } from './approval-statements';
import { ApprovalVoiding } from './approval-voiding';

/**
 * The second step: the code. One transaction judges it, spends the challenge, puts the approval into force and draws
 * the funds; only then is the gateway called.
 */
@Injectable()
export class ApprovalVerification {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly verification: VerificationService,
    private readonly authorizations: AuthorizationService,
    private readonly execution: ApprovalExecution,
    private readonly voiding: ApprovalVoiding,
    private readonly releases: ReleaseService,
    private readonly audit: AuditRecorder,
  ) {}

  /** @throws what `refuseApproval`, `AuthorizationService.cover` and `VerificationService.settle` refuse with; nothing is paid then */
  async verifyAndPay(
    client: Principal,
    context: RequestContext,
    approvalId: string,
    typed: string,
  ): Promise<ReleaseResult[]> {
    const code = normalizeCode(typed);
    if (code === null) throw invalidCode();
    const outcome = await this.transactor.run((manager) =>
      this.judge(manager, client, context, approvalId, code),
    );
    if (outcome instanceof DomainError) throw outcome;
    return this.releases.release(outcome, context);
  }

  private async judge(
    manager: EntityManager,
    { userId, sessionId }: Principal,
    context: RequestContext,
    approvalId: string,
    code: string,
  ): Promise<ClaimedPayment[] | DomainError> {
    const [state, approval, items, funds] = await Promise.all([
      this.verification.load(manager, userId, { subjectId: approvalId, purpose: 'payment' }),
      row<ApprovalState & Record<string, unknown>>(manager, lockApproval, [approvalId]),
      rows<ApprovalItem & Record<string, unknown>>(manager, lockItemsOfApproval, [approvalId]),
      this.authorizations.lockForApproval(manager, approvalId),
    ]);
    const refusal = refuseApproval(approval, items, { userId, sessionId });
    if (refusal || !approval)
      return this.refuse(manager, context, userId, approval, refusal ?? new DomainError('not-found'));
    const covered = this.cover(items, funds);
    if (covered instanceof DomainError) return this.refuse(manager, context, userId, approval, covered);
    const submission = { userId, sessionId, purpose: 'payment', code } as const;
    const judgement = this.verification.judge(state, submission);
    const settled = this.verification.settle(manager, context, state, submission, judgement, 'consumed');
    if (judgement.kind !== 'accepted') return (await settled) ?? new DomainError('code-incorrect');
    const [, , payments] = await Promise.all([
      settled,
      mustTouch(manager, 1, approvePending, [approvalId, this.clock.now()]),
      this.execution.execute(manager, context, approval, items, covered),
    ]);
    return payments;
  }

  private cover(items: ApprovalItem[], funds: HeldFunds[]): Map<string, HeldFunds> | DomainError {
    try {
      return this.authorizations.cover(items, funds);
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  /** Refused before anybody looked at the code: nothing is counted, and an approval that no longer holds ends. */
  private async refuse(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    approval: ApprovalState | null,
    error: DomainError,
  ): Promise<DomainError> {
    const own = approval?.clientId === userId ? approval : null;
    if (own?.status === 'pending' && error.code === 'approval-void')
      await this.voiding.void(manager, context, userId, own.id, 'changed');
    await this.audit.record(manager, context, {
      type: 'approval.verified',
      outcome: 'failure',
      actorId: userId,
      subject: { type: 'approval', id: own?.id ?? null },
      details: { reason: error.code },
    });
    return error;
  }
}
