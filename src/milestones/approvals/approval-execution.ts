import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../audit/audit-recorder';
import type { PaymentToProtect } from '../../auth/2fa/loosening/loosening';
import { Clock } from '../../common/clock';
import { enqueue } from '../../common/database/sql';
import type { RequestContext } from '../../common/http/request-context';
import { toJsonAmount } from '../../common/money';
import type { HeldFunds } from '../../payments/authorization.service';
import type { CreatedPayments } from '../../payments/claimed-payment';
import { PaymentService } from '../../payments/payment.service';
import { type ApprovalItem, totalOf } from './approval';
import { approve } from './approval-statements';
import { PaymentStops, type Stops } from './payment-stops';

export interface ExecutableApproval {
  id: string;
  clientId: string;
  currency: string;
  /** How long a person has to look at its payments, where what is unusual came to so much. */
  riskHoldHours: number | null;
}

/** Puts a pending approval into force: milestones approved, funds drawn, one payment each, claimed or held. All of it, or nothing. */
@Injectable()
export class ApprovalExecution {
  constructor(
    private readonly clock: Clock,
    private readonly payments: PaymentService,
    private readonly stops: PaymentStops,
    private readonly audit: AuditRecorder,
  ) {}

  async execute(
    manager: EntityManager,
    context: RequestContext,
    approval: ExecutableApproval,
    items: readonly ApprovalItem[],
    covered: Map<string, HeldFunds>,
    stops: Stops,
    stepUp: PaymentToProtect,
  ): Promise<CreatedPayments> {
    const { id, clientId, currency } = approval;
    const holds = await this.stops.settle(manager, context, approval, stops, stepUp);
    const milestoneIds = items.map(({ milestoneId }) => milestoneId);
    this.audit.record(manager, context, {
      type: 'approval.approved',
      actorId: clientId,
      subject: { type: 'approval', id },
      details: { milestoneIds, total: toJsonAmount(totalOf(items)), currency },
    });
    enqueue(manager, items.length, approve, [id, milestoneIds, this.clock.now()]);
    const origin = { approvalId: id, clientId, currency };
    return this.payments.create(manager, context, origin, items, covered, holds);
  }
}
