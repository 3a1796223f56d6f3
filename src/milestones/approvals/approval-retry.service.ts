import { Injectable } from '@nestjs/common';
import { Refusals } from '../../audit/refusals';
import type { Principal } from '../../auth/sessions/principal';
import type { RequestContext } from '../../common/http/request-context';
import { PaymentRetryService } from '../../payments/payment-retry.service';
import { ApprovalService } from './approval.service';
import type { ApprovalView } from './approval-view';

/** Tries again what the gateway has refused of an approval, without a new code. */
@Injectable()
export class ApprovalRetry {
  constructor(
    private readonly approvals: ApprovalService,
    private readonly retries: PaymentRetryService,
    private readonly refusals: Refusals,
  ) {}

  /** @throws not-found and what `PaymentRetryService.retryAll` refuses with; nothing is tried then */
  async retry(client: Principal, context: RequestContext, id: string, key: string): Promise<ApprovalView> {
    const refused = {
      type: 'payment.retried',
      actorId: client.userId,
      subject: { type: 'approval', id: null },
    } as const;
    await this.refusals.audited(context, refused, () => this.approvals.read(client, id));
    await this.retries.retryAll(client.userId, context, id, key);
    return this.approvals.read(client, id);
  }
}
