import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder, type AuditRecordOf } from '../audit/audit-recorder';
import type { DetailsOf } from '../audit/catalogue/catalogue';
import { Refusals } from '../audit/refusals';
import { LockoutService } from '../auth/2fa/lockout/lockout.service';
import type { Principal } from '../auth/sessions/principal';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { mustTouch, row } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import { BEHIND_THE_NEWEST, type Page, type PageQuery, positionOf, toPage } from '../common/http/page';
import type { RequestContext } from '../common/http/request-context';
import { toJsonAmount } from '../common/money';
import { Random } from '../common/random';
import { PaymentService } from '../payments/payment.service';
import { ApprovalVoiding } from './approvals/approval-voiding';
import { ContractService } from './contract.service';
import { isEditable, type MilestoneStatus } from './milestone';
import { Milestone } from './milestone.entity';
import { type MilestoneRow, type MilestoneView, viewMilestone } from './milestone-view';
import { type Side, sideOf } from './side';

const status = `
  CASE WHEN m.status = 'approved' AND EXISTS (SELECT FROM released_milestones r WHERE r.milestone_id = m.id)
    THEN 'paid' ELSE m.status END`;

const columns = `
  m.id, m.contract_id AS "contractId", m.title, m.description, m.amount, c.currency, c.client_id AS "clientId",
  c.payee_id AS "payeeId", payee.name AS "payeeName", ${status} AS status, m.version, m.created_at AS "createdAt",
  m.submitted_at AS "submittedAt"
  FROM milestones m JOIN contracts c ON c.id = m.contract_id JOIN users payee ON payee.id = c.payee_id`;

const findMilestone = {
  name: 'find-milestone',
  text: `SELECT ${columns} WHERE m.id = $1 AND $2 IN (c.client_id, c.payee_id)`,
};

const lockMilestone = {
  name: 'lock-milestone',
  text: `SELECT ${columns} WHERE m.id = $1 AND $2 IN (c.client_id, c.payee_id) FOR UPDATE OF m`,
};

export const listMilestones = (side: Side) => ({
  name: `list-milestones-of-${side}`,
  text: `
    SELECT ${columns} WHERE c.${side}_id = $1 AND m.id < $2
      AND ($3::text IS NULL OR ${status} = $3) AND ($4::uuid IS NULL OR m.contract_id = $4)
    ORDER BY m.id DESC LIMIT $5`,
});

const editMilestone = {
  name: 'edit-milestone',
  text: `UPDATE milestones SET title = $2, description = $3, amount = $4, version = version + 1 WHERE id = $1`,
};

const submitMilestone = {
  name: 'submit-milestone',
  text: `UPDATE milestones SET status = 'submitted', submitted_at = $2 WHERE id = $1 AND status = 'pending'`,
};

export interface MilestoneEdit {
  title?: string;
  description?: string | null;
  amount?: bigint;
}

@Injectable()
export class MilestoneService {
  constructor(
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly contracts: ContractService,
    private readonly approvals: ApprovalVoiding,
    private readonly lockout: LockoutService,
    private readonly payments: PaymentService,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  async create(
    clientId: string,
    context: RequestContext,
    contractId: string,
    { title, description = null, amount }: { title: string; description?: string | null; amount: bigint },
  ): Promise<MilestoneView> {
    const { currency, payee } = await this.refusals.audited(
      context,
      event('milestone.created', clientId, null, { contractId }),
      () => this.contracts.activeOfClient(clientId, contractId),
    );
    const createdAt = this.clock.now();
    const milestone: Milestone = {
      id: this.random.id(),
      contractId,
      title,
      description,
      amount,
      status: 'pending',
      version: 1,
      createdAt,
      submittedAt: null,
      approvedAt: null,
    };
    await this.transactor.run(async (manager) => {
      await manager.getRepository(Milestone).insert(milestone);
      this.audit.record(
        manager,
        context,
        event('milestone.created', clientId, milestone.id, { contractId, amount: toJsonAmount(amount) }),
      );
    });
    return viewMilestone(
      { ...milestone, currency, clientId, payeeId: payee.id, payeeName: payee.name },
      null,
    );
  }

  /** Raises the version and voids a running approval: nobody pays for what they have not seen. @throws milestone-not-editable */
  async edit(
    clientId: string,
    context: RequestContext,
    id: string,
    edit: MilestoneEdit,
  ): Promise<MilestoneView> {
    if (Object.values(edit).every((value) => value === undefined))
      throw new DomainError('validation-failed', {
        errors: [{ pointer: '', detail: 'names nothing to change' }],
      });
    const change = async (manager: EntityManager) => {
      await this.lockout.lock(manager, clientId);
      const milestone = await this.lock(manager, id, clientId);
      if (milestone.clientId !== clientId) throw new DomainError('forbidden');
      if (!isEditable(milestone.status))
        throw new DomainError('milestone-not-editable', { milestoneStatus: milestone.status });
      await this.approvals.voidThoseOf(manager, context, clientId, [id], 'milestone-edited');
      const {
        title = milestone.title,
        description = milestone.description,
        amount = milestone.amount,
      } = edit;
      await mustTouch(manager, 1, editMilestone, [id, title, description, amount]);
      const details = {
        version: milestone.version + 1,
        amountBefore: toJsonAmount(milestone.amount),
        amount: toJsonAmount(amount),
      };
      this.audit.record(manager, context, event('milestone.edited', clientId, id, details));
    };
    await this.refusals.audited(context, event('milestone.edited', clientId, id), () =>
      this.transactor.run(change),
    );
    return this.read(clientId, id);
  }

  /** @throws milestone-not-submittable */
  async submit(payeeId: string, context: RequestContext, id: string): Promise<MilestoneView> {
    const submission = async (manager: EntityManager) => {
      const milestone = await this.lock(manager, id, payeeId);
      if (milestone.payeeId !== payeeId) throw new DomainError('forbidden');
      if (milestone.status !== 'pending')
        throw new DomainError('milestone-not-submittable', { milestoneStatus: milestone.status });
      await mustTouch(manager, 1, submitMilestone, [id, this.clock.now()]);
      this.audit.record(
        manager,
        context,
        event('milestone.submitted', payeeId, id, { version: milestone.version }),
      );
    };
    await this.refusals.audited(context, event('milestone.submitted', payeeId, id), () =>
      this.transactor.run(submission),
    );
    return this.read(payeeId, id);
  }

  async list(
    party: Principal,
    query: PageQuery,
    { status = null, contractId = null }: { status?: MilestoneStatus | null; contractId?: string | null },
  ): Promise<Page<MilestoneView>> {
    const position = positionOf(query) ?? BEHIND_THE_NEWEST;
    const values = [party.userId, position, status, contractId, query.limit + 1];
    const found = await this.database.rows<MilestoneRow>(listMilestones(sideOf(party)), values);
    const payments = await this.payments.ofMilestones(
      party.userId,
      found.map(({ id }) => id),
    );
    return toPage(found, query.limit, (milestone) =>
      viewMilestone(milestone, payments.get(milestone.id) ?? null),
    );
  }

  async read(userId: string, id: string): Promise<MilestoneView> {
    const milestone = await this.database.row<MilestoneRow>(findMilestone, [id, userId]);
    if (!milestone) throw new DomainError('not-found');
    const payments = await this.payments.ofMilestones(userId, [id]);
    return viewMilestone(milestone, payments.get(id) ?? null);
  }

  private async lock(manager: EntityManager, id: string, userId: string): Promise<MilestoneRow> {
    const milestone = await row<MilestoneRow>(manager, lockMilestone, [id, userId]);
    if (!milestone) throw new DomainError('not-found');
    return milestone;
  }
}

function event<T extends 'milestone.created' | 'milestone.edited' | 'milestone.submitted'>(
  type: T,
  actorId: string,
  id: string | null,
  details: DetailsOf<T> = {},
): AuditRecordOf<T> {
  return { type, actorId, subject: { type: 'milestone', id }, details };
}
