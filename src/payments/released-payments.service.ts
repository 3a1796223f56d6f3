import { Injectable } from '@nestjs/common';
import { AuditRecorder } from '../audit/audit-recorder';
import { Clock } from '../common/clock';
import type { RequestContext } from '../common/http/request-context';
import { toJsonAmount } from '../common/money';
import type { ClaimedPayment } from './claimed-payment';
import { markReleased } from './payment-statements';

interface Waiting {
  payment: ClaimedPayment;
  context: RequestContext;
  recorded(isRecorded: boolean): void;
  failed(error: unknown): void;
}

/** As many as a statement takes without keeping the others waiting. */
const AT_ONCE = 100;

/**
 * Records captures. A commit is what costs, so those that come while one is under way share the next one, whichever requests
 * they belong to; one that comes alone does not wait.
 */
@Injectable()
export class ReleasedPayments {
  private readonly waiting: Waiting[] = [];
  private isWriting = false;

  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditRecorder,
  ) {}

  /** @returns false when somebody else has settled it already. Fails as one for all that were written together. */
  record(payment: ClaimedPayment, context: RequestContext): Promise<boolean> {
    const outcome = new Promise<boolean>((recorded, failed) => {
      this.waiting.push({ payment, context, recorded, failed });
    });
    if (!this.isWriting) void this.writeAll();
    return outcome;
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) await this.write(this.waiting.splice(0, AT_ONCE));
    this.isWriting = false;
  }

  private async write(together: readonly Waiting[]): Promise<void> {
    try {
      const ids = together.map(({ payment }) => payment.id);
      const released = await this.audit.recordChanges(
        markReleased,
        [ids, this.clock.now()],
        together.map(({ payment: { id, milestoneId, amount, currency }, context }) => ({
          context,
          record: {
            type: 'payment.released',
            actorId: null,
            subject: { type: 'payment', id },
            details: { milestoneId, amount: toJsonAmount(amount), currency },
          },
        })),
      );
      for (const { payment, recorded } of together) recorded(released.has(payment.id));
    } catch (error) {
      for (const { failed } of together) failed(error);
    }
  }
}
