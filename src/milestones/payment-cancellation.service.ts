import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord } from '../audit/audit-recorder';
import { Refusals } from '../audit/refusals';
import { enqueue } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import type { RequestContext } from '../common/http/request-context';
import { HoldService } from '../payments/holds/hold.service';
import { PaymentService } from '../payments/payment.service';
import type { PaymentView } from '../payments/payment-view';

/** Its approval lets go of the milestone, which waits for a new one. */
const reopenMilestone = {
  name: 'reopen-milestone',
  with: `
    let_go AS (
      UPDATE approval_items SET live = false WHERE approval_id = $1 AND milestone_id = $2 RETURNING milestone_id
    )`,
  text: `
    UPDATE milestones SET status = 'submitted', approved_at = NULL
    WHERE id = (SELECT milestone_id FROM let_go) AND status = 'approved'`,
};

/**
 * Takes back a held payment that nobody has started: the payment ends, its funds are there again, and its milestone can be
 * edited or approved anew, which takes a new approval. Of a cancellation and the end of a hold one is first: both lock the
 * client's budget.
 */
@Injectable()
export class PaymentCancellation {
  constructor(
    private readonly transactor: Transactor,
    private readonly holds: HoldService,
    private readonly payments: PaymentService,
    private readonly refusals: Refusals,
  ) {}

  /** Repeating it changes nothing. @throws not-found, payment-not-cancellable */
  async cancel(clientId: string, context: RequestContext, id: string): Promise<PaymentView> {
    const record: AuditRecord = {
      type: 'payment.cancelled',
      actorId: clientId,
      subject: { type: 'payment', id },
    };
    const cancel = async (manager: EntityManager) => {
      await this.holds.lock(manager, clientId);
      const cancelled = await this.payments.cancel(manager, context, clientId, id);
      if (cancelled) enqueue(manager, 1, reopenMilestone, [cancelled.approvalId, cancelled.milestoneId]);
    };
    await this.refusals.audited(context, record, () => this.transactor.run(cancel));
    return this.payments.read(clientId, id);
  }
}
