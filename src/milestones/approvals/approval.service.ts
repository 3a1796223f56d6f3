import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../audit/audit-recorder';
import { Refusals } from '../../audit/refusals';
import { ChallengeFlowService } from '../../auth/2fa/challenges/challenge-flow.service';
import { LockoutService } from '../../auth/2fa/lockout/lockout.service';
import type { Asking } from '../../auth/2fa/risk/account-activity.service';
import type { Principal } from '../../auth/sessions/principal';
import { Database } from '../../common/database/database';
import { row } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { violates } from '../../common/database/unique-violation';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { pointingInto } from '../../payments/item-refusals';
import { PaymentService } from '../../payments/payment.service';
import { ReleaseService } from '../../payments/release.service';
import type { ApprovalState } from './approval';
import { ApprovalInitiation } from './approval-initiation.service';
import { findApproval, findApprovalByKey, findItems, lockApproval } from './approval-statements';
import { type ApprovalRow, type ApprovalView, viewApproval } from './approval-view';
import { ApprovalVoiding } from './approval-voiding';
import type { PreviewItem } from './preview';

/** What a client does with approvals, but for the code: start, read, withdraw. */
@Injectable()
export class ApprovalService {
  constructor(
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly initiation: ApprovalInitiation,
    private readonly voiding: ApprovalVoiding,
    private readonly lockout: LockoutService,
    private readonly challenges: ChallengeFlowService,
    private readonly payments: PaymentService,
    private readonly releases: ReleaseService,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  /** Repeating it with the same key gives the same approval, also after a crash between its commit and its answer. */
  start(asking: Asking, milestoneIds: readonly string[], idempotencyKey: string): Promise<ApprovalView> {
    const { principal: client, context } = asking;
    const record: AuditRecord = {
      type: 'approval.created',
      actorId: client.userId,
      subject: { type: 'approval', id: null },
      details: { milestoneIds },
    };
    const started = this.refusals.audited(
      context,
      record,
      async () =>
        (await this.repeat(client, milestoneIds, idempotencyKey)) ??
        this.initiate(asking, milestoneIds, idempotencyKey),
    );
    return started.catch((error: unknown) => {
      throw error instanceof DomainError ? pointingInto(milestoneIds, error) : error;
    });
  }

  async read(client: Principal, id: string): Promise<ApprovalView> {
    const approval = await this.database.row<ApprovalRow & Record<string, unknown>>(findApproval, [
      id,
      client.userId,
    ]);
    if (!approval) throw new DomainError('not-found');
    const [items, challenge, payments] = await Promise.all([
      this.database.rows<PreviewItem & { newPayee: boolean } & Record<string, unknown>>(findItems, [id]),
      this.challenges.findOfSubject(client, id, 'payment'),
      this.payments.ofApproval(client.userId, id),
    ]);
    const newPayees = new Set(items.filter(({ newPayee }) => newPayee).map(({ payeeId }) => payeeId));
    return viewApproval(approval, items, newPayees, challenge, payments);
  }

  /** @throws approval-not-pending */
  async cancel({ userId }: Principal, context: RequestContext, id: string): Promise<void> {
    const record: AuditRecord = {
      type: 'approval.cancelled',
      actorId: userId,
      subject: { type: 'approval', id },
    };
    const cancel = async (manager: EntityManager) => {
      await this.lockout.lock(manager, userId);
      const approval = await row<ApprovalState & Record<string, unknown>>(manager, lockApproval, [id]);
      if (approval?.clientId !== userId) throw new DomainError('not-found');
      if (approval.status !== 'pending')
        throw new DomainError('approval-not-pending', { approvalStatus: approval.status });
      await this.voiding.end(manager, [id], 'cancelled');
      this.audit.record(manager, context, record);
    };
    await this.refusals.audited(context, record, () => this.transactor.run(cancel));
  }

  private async initiate(
    asking: Asking,
    milestoneIds: readonly string[],
    idempotencyKey: string,
  ): Promise<ApprovalView> {
    try {
      const { view, created } = await this.transactor.run((manager) =>
        this.initiation.initiate(manager, asking, milestoneIds, idempotencyKey),
      );
      if (!created) return view;
      await this.releases.release(created, asking.context);
      return { ...view, payments: await this.payments.ofApproval(asking.principal.userId, view.id) };
    } catch (error) {
      if (!(error instanceof DomainError) && !violates(error, 'approvals_idempotency')) throw error;
      // A request with the same key may have been quicker: then its approval is what stands in the way.
      const made = await this.repeat(asking.principal, milestoneIds, idempotencyKey);
      if (made) return made;
      throw error;
    }
  }

  /** The web edge forgets a key after a day; the approval made under it stays. @throws idempotency-key-reused */
  private async repeat(
    client: Principal,
    milestoneIds: readonly string[],
    idempotencyKey: string,
  ): Promise<ApprovalView | null> {
    const made = await this.database.row<{ id: string }>(findApprovalByKey, [client.userId, idempotencyKey]);
    if (!made) return null;
    const approval = await this.read(client, made.id);
    const approved = new Set(approval.preview.items.map(({ milestoneId }) => milestoneId));
    if (approved.size !== milestoneIds.length || milestoneIds.some((wanted) => !approved.has(wanted)))
      throw new DomainError('idempotency-key-reused');
    return approval;
  }
}
