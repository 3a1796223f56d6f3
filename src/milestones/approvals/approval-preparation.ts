import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SecuritySettingsService } from '../../auth/2fa/security-settings.service';
import { challengeAnyway, decideStepUp, type StepUpDecision } from '../../auth/2fa/step-up-policy';
import { attempt, rows } from '../../common/database/sql';
import { AuthorizationService, type HeldFunds } from '../../payments/authorization.service';
import { PaymentService } from '../../payments/payment.service';
import { type ApprovalItem, refuseItems, totalOf } from './approval';
import { lockMilestonesToApprove } from './approval-statements';

export interface PreparedApproval {
  items: ApprovalItem[];
  total: bigint;
  currency: string;
  newPayees: Set<string>;
  covered: Map<string, HeldFunds>;
  decision: StepUpDecision;
}

/** Locks what is to be approved, checks that it can be, and decides whether a challenge is required. */
@Injectable()
export class ApprovalPreparation {
  constructor(
    private readonly authorizations: AuthorizationService,
    private readonly payments: PaymentService,
    private readonly settings: SecuritySettingsService,
  ) {}

  /** @throws not-found, milestone-not-approvable, mixed-currencies, authorization-expired, authorization-insufficient */
  async prepare(
    manager: EntityManager,
    clientId: string,
    milestoneIds: readonly string[],
  ): Promise<PreparedApproval> {
    const items = await rows<ApprovalItem & Record<string, unknown>>(manager, lockMilestonesToApprove, [
      milestoneIds,
      clientId,
    ]);
    const error = refuseItems(milestoneIds, items);
    if (error) throw error;
    const contractIds = [...new Set(items.map(({ contractId }) => contractId))];
    const payeeIds = [...new Set(items.map(({ payeeId }) => payeeId))];
    const funds = await this.authorizations.lockForContracts(manager, contractIds);
    const covered = this.authorizations.cover(items, funds);
    const total = totalOf(items);
    const judged = await attempt(manager, () => this.judge(manager, clientId, payeeIds, total));
    const { newPayees, decision } = judged ?? { newPayees: new Set(payeeIds), decision: challengeAnyway };
    return { items, total, currency: (items[0] as ApprovalItem).currency, newPayees, covered, decision };
  }

  private async judge(manager: EntityManager, clientId: string, payeeIds: string[], total: bigint) {
    const [history, settings] = await Promise.all([
      this.payments.history(manager, clientId, payeeIds),
      this.settings.readIn(manager, clientId),
    ]);
    const newPayees = new Set(payeeIds.filter((id) => !history.knownPayees.includes(id)));
    const { threshold, requireForAllPayments } = settings;
    const facts = {
      firstPayment: !history.anybody,
      newPayee: newPayees.size > 0,
      total,
      threshold,
      requireForAllPayments,
    };
    return { newPayees, decision: decideStepUp(facts) };
  }
}
