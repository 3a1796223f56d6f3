import { Injectable } from '@nestjs/common';
import { AuditRecorder } from '../audit/audit-recorder';
import { Clock } from '../common/clock';
import { Gatherer } from '../common/gatherer';
import type { RequestContext } from '../common/http/request-context';
import { toJsonAmount } from '../common/money';
import type { ClaimedPayment } from './claimed-payment';
import { markReleased } from './payment-statements';

interface Captured {
  payment: ClaimedPayment;
  context: RequestContext;
}

/** As many as a statement takes without keeping the others waiting. */
const AT_ONCE = 100;

/** Records captures. A commit is what costs, so those that come together share one, whichever requests they belong to. */
@Injectable()
export class ReleasedPayments {
  private readonly gatherer = new Gatherer<Captured, boolean>((captured) => this.write(captured), AT_ONCE);

  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditRecorder,
  ) {}

  /** @returns false when somebody else has settled it already. Fails as one for all that were written together. */
  record(payment: ClaimedPayment, context: RequestContext): Promise<boolean> {
    return this.gatherer.add({ payment, context });
  }

  private async write(captured: readonly Captured[]): Promise<boolean[]> {
    const ids = captured.map(({ payment }) => payment.id);
    const released = await this.audit.recordChanges(
      markReleased,
      [ids, this.clock.now()],
      captured.map(({ payment: { id, milestoneId, amount, currency }, context }) => ({
        context,
        record: {
          type: 'payment.released',
          actorId: null,
          subject: { type: 'payment', id },
          details: { milestoneId, amount: toJsonAmount(amount), currency },
        },
      })),
    );
    return ids.map((id) => released.has(id));
  }
}
