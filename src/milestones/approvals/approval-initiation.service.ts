import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../audit/audit-recorder';
import { ChallengeService } from '../../auth/2fa/challenges/challenge.service';
import type { ChallengeView } from '../../auth/2fa/challenges/challenge-view';
import { refuseByBudget } from '../../auth/2fa/challenges/proof-judge.service';
import type { VerificationBudget } from '../../auth/2fa/lockout/lockout';
import { LockoutService } from '../../auth/2fa/lockout/lockout.service';
import type { Asking } from '../../auth/2fa/risk/account-activity.service';
import { tellingSignals } from '../../auth/2fa/step-up/step-up-policy';
import { recordOf } from '../../auth/2fa/step-up/step-up-record';
import type { Principal } from '../../auth/sessions/principal';
import { Clock } from '../../common/clock';
import { execute } from '../../common/database/sql';
import type { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { toJsonAmount } from '../../common/money';
import { Random } from '../../common/random';
import type { HeldFunds } from '../../payments/authorization.service';
import type { CreatedPayments } from '../../payments/claimed-payment';
import { type ApprovalItem, bindingOf, subtotalsOf } from './approval';
import { ApprovalExecution } from './approval-execution';
import { ApprovalPreparation, type PreparedApproval } from './approval-preparation';
import { insertApproval, insertItems } from './approval-statements';
import { type ApprovalView, viewApproval } from './approval-view';
import { ApprovalVoiding } from './approval-voiding';
import { ExposureService } from './exposure.service';
import { payeesOf } from './preview';

const NONCE_BYTES = 16;

export interface Initiated {
  view: ApprovalView;
  /** When no challenge was required; the caller releases them after the commit. */
  created: CreatedPayments | null;
}

/** The first step of an approval: a snapshot of what is to be paid, and a challenge bound to it where one is required. */
@Injectable()
export class ApprovalInitiation {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly lockout: LockoutService,
    private readonly preparation: ApprovalPreparation,
    private readonly voiding: ApprovalVoiding,
    private readonly challenges: ChallengeService,
    private readonly execution: ApprovalExecution,
    private readonly exposure: ExposureService,
    private readonly audit: AuditRecorder,
  ) {}

  async initiate(
    manager: EntityManager,
    asking: Asking,
    milestoneIds: readonly string[],
    idempotencyKey: string,
  ): Promise<Initiated> {
    const { principal: client, context } = asking;
    const budget = await this.lockout.lock(manager, client.userId);
    const locked = lockOf(budget, this.clock.now());
    // The lock is for codes: whoever has a passkey may go on, but with it only.
    if (locked && !(await this.challenges.mayUsePasskey(manager, client.userId))) throw locked;
    const prepared = await this.preparation.prepare(manager, asking, milestoneIds);
    await this.voiding.voidThoseOf(manager, context, client.userId, milestoneIds, 'replaced');
    const approval = await this.insert(manager, client, prepared, idempotencyKey);
    const { items, newPayees, covered, stops, total, currency, decision, requiredUnder } = prepared;
    const shown = items.map((item) => ({ ...item, paymentMethod: methodOf(item, covered) }));
    this.audit.record(manager, context, {
      type: 'approval.created',
      actorId: client.userId,
      subject: { type: 'approval', id: approval.id },
      details: {
        milestoneIds: items.map(({ milestoneId }) => milestoneId),
        total: toJsonAmount(total),
        currency,
        stepUp: recordOf(decision),
      },
    });
    if (!decision.required) {
      if (locked) throw locked;
      this.exposure.add(manager, { id: approval.id, clientId: client.userId }, total, subtotalsOf(items));
      const created = await this.execution.execute(
        manager,
        context,
        { ...approval, clientId: client.userId },
        items,
        covered,
        stops,
        { required: false, requiredUnder },
      );
      return { view: viewApproval({ ...approval, status: 'approved' }, shown, newPayees, null, []), created };
    }
    const challenge = await this.challenge(manager, client, context, budget, approval, prepared);
    return { view: viewApproval(approval, shown, newPayees, challenge, []), created: null };
  }

  private async insert(
    manager: EntityManager,
    client: Principal,
    prepared: PreparedApproval,
    idempotencyKey: string,
  ) {
    const { items, total, currency, newPayees, covered, decision, place } = prepared;
    const { userId: clientId, sessionId } = client;
    const nonce = this.random.bytes(NONCE_BYTES);
    const approval = {
      id: this.random.id(),
      status: 'pending' as const,
      paymentMethod: methodOf(items[0] as ApprovalItem, covered),
      binding: bindingOf({ clientId, sessionId, nonce, currency }, items),
      total,
      currency,
      stepUpRequired: decision.required,
      stepUpReasons: decision.reasons,
      stepUpSignals: tellingSignals(decision),
      riskHoldHours: decision.hold?.mode === 'enforce' ? decision.hold.hours : null,
    };
    const { id, paymentMethod, binding, stepUpRequired, stepUpReasons, stepUpSignals, riskHoldHours } =
      approval;
    await execute(manager, insertApproval, [
      ...[id, clientId, sessionId, idempotencyKey, paymentMethod, nonce, binding, total, currency],
      ...[
        stepUpRequired,
        stepUpReasons,
        stepUpSignals,
        riskHoldHours,
        place.device,
        place.network,
        this.clock.now(),
      ],
    ]);
    await execute(manager, insertItems, [
      JSON.stringify(items.map((item) => itemRecord(item, newPayees, methodOf(item, covered)))),
      id,
    ]);
    return approval;
  }

  private challenge(
    manager: EntityManager,
    client: Principal,
    context: RequestContext,
    budget: VerificationBudget,
    { id, binding }: { id: string; binding: Buffer },
    { items, total, currency, newPayees }: PreparedApproval,
  ): Promise<ChallengeView> {
    return this.challenges.open(manager, context, client, budget, {
      sessionId: client.sessionId,
      purpose: 'payment',
      subjectId: id,
      binding,
      payment: { total: toJsonAmount(total), currency, payees: payeesOf(items, newPayees) },
    });
  }
}

function lockOf(budget: VerificationBudget, now: Date): DomainError | null {
  const refusal = refuseByBudget(budget, 'payment', now);
  return refusal?.code === 'payment-approval-locked' ? refusal : null;
}

function itemRecord(
  { milestoneId, version, contractId, payeeId, title, amount }: ApprovalItem,
  newPayees: Set<string>,
  paymentMethod: string,
) {
  return {
    milestone_id: milestoneId,
    version,
    contract_id: contractId,
    payee_id: payeeId,
    title,
    amount: toJsonAmount(amount),
    new_payee: newPayees.has(payeeId),
    payment_method: paymentMethod,
  };
}

function methodOf({ milestoneId }: ApprovalItem, covered: Map<string, HeldFunds>): string {
  return (covered.get(milestoneId) as HeldFunds).paymentMethod;
}
