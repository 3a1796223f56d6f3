import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Asking } from '../../auth/2fa/risk/account-activity.service';
import { rows } from '../../common/database/sql';
import { AuthorizationService, type HeldFunds } from '../../payments/authorization.service';
import { type ApprovalItem, refuseItems, totalOf } from './approval';
import { lockMilestonesToApprove } from './approval-statements';
import { PaymentStops, type Stops } from './payment-stops';
import { type JudgedApproval, StepUpJudge } from './step-up-judge';

export interface PreparedApproval extends JudgedApproval {
  items: ApprovalItem[];
  total: bigint;
  currency: string;
  covered: Map<string, HeldFunds>;
  stops: Stops;
}

/** Locks what is to be approved, checks that it can be, and decides whether a challenge is required. */
@Injectable()
export class ApprovalPreparation {
  constructor(
    private readonly authorizations: AuthorizationService,
    private readonly stops: PaymentStops,
    private readonly judge: StepUpJudge,
  ) {}

  /** @throws not-found, milestone-not-approvable, mixed-currencies, authorization-expired, authorization-insufficient */
  async prepare(
    manager: EntityManager,
    asking: Asking,
    milestoneIds: readonly string[],
  ): Promise<PreparedApproval> {
    const items = await rows<ApprovalItem & Record<string, unknown>>(manager, lockMilestonesToApprove, [
      milestoneIds,
      asking.principal.userId,
    ]);
    const error = refuseItems(milestoneIds, items);
    if (error) throw error;
    const contractIds = [...new Set(items.map(({ contractId }) => contractId))];
    const [funds, stops] = await Promise.all([
      this.authorizations.lockForContracts(manager, contractIds),
      this.stops.read(manager, asking.principal.userId, { milestoneIds }),
    ]);
    const covered = this.authorizations.cover(items, funds);
    const total = totalOf(items);
    const judged = await this.judge.judge(manager, asking, items);
    return { items, total, currency: (items[0] as ApprovalItem).currency, covered, stops, ...judged };
  }
}
