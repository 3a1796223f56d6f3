import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AddedAmounts } from '../../auth/2fa/exposure';
import { SecuritySettingsService } from '../../auth/2fa/security-settings.service';
import { challengeAnyway, decideStepUp, type StepUpDecision } from '../../auth/2fa/step-up-policy';
import { attempt } from '../../common/database/sql';
import { AppConfig } from '../../config/app-config';
import { PaymentService } from '../../payments/payment.service';
import { type ApprovalItem, subtotalsOf, totalOf } from './approval';
import { ExposureService } from './exposure.service';

export interface JudgedApproval {
  newPayees: Set<string>;
  decision: StepUpDecision;
}

/** Gathers what the decision about a challenge depends on, and decides. The caller has locked the client's budget. */
@Injectable()
export class StepUpJudge {
  constructor(
    private readonly config: AppConfig,
    private readonly payments: PaymentService,
    private readonly settings: SecuritySettingsService,
    private readonly exposure: ExposureService,
  ) {}

  /** Never fails: whatever cannot be judged gets a challenge. */
  async judge(
    manager: EntityManager,
    clientId: string,
    items: readonly ApprovalItem[],
  ): Promise<JudgedApproval> {
    const added = { total: totalOf(items), subtotals: subtotalsOf(items) };
    const judged = await attempt(manager, () => this.decide(manager, clientId, added));
    return judged ?? { newPayees: new Set(added.subtotals.keys()), decision: challengeAnyway };
  }

  private async decide(
    manager: EntityManager,
    clientId: string,
    added: AddedAmounts,
  ): Promise<JudgedApproval> {
    const payeeIds = [...added.subtotals.keys()];
    const [history, settings, exposure] = await Promise.all([
      this.payments.history(manager, clientId, payeeIds),
      this.settings.readIn(manager, clientId),
      this.exposure.read(manager, clientId, payeeIds),
    ]);
    const newPayees = new Set(payeeIds.filter((id) => !history.knownPayees.includes(id)));
    const { threshold, requireForAllPayments } = settings;
    const facts = {
      firstPayment: !history.anybody,
      newPayee: newPayees.size > 0,
      added,
      threshold,
      requireForAllPayments,
      policyRequires: false,
      exposure,
    };
    return { newPayees, decision: decideStepUp(facts, this.config.risk) };
  }
}
