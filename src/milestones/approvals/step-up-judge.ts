import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PaymentToProtect } from '../../auth/2fa/loosening/loosening';
import { isLargePayment } from '../../auth/2fa/policy/policy';
import { PolicyReader } from '../../auth/2fa/policy/policy-reader.service';
import { AccountActivityService, type Asking, placeOf } from '../../auth/2fa/risk/account-activity.service';
import type { PastApproval, Place } from '../../auth/2fa/risk/unusual-activity';
import { SecuritySettingsService } from '../../auth/2fa/settings/security-settings.service';
import { challengeAnyway, decideStepUp, type StepUpDecision } from '../../auth/2fa/step-up/step-up-policy';
import { after, Clock, DAY } from '../../common/clock';
import { attempt, rows } from '../../common/database/sql';
import { AppConfig } from '../../config/app-config';
import { PaymentService } from '../../payments/payment.service';
import { findPastApprovals } from './activity-statements';
import { type ApprovalItem, subtotalsOf, totalOf } from './approval';
import { ExposureService } from './exposure.service';

export interface JudgedApproval extends Pick<PaymentToProtect, 'requiredUnder'> {
  newPayees: Set<string>;
  decision: StepUpDecision;
  place: Place;
}

interface PastApprovalRow extends PastApproval, Record<string, unknown> {
  device: string | null;
  network: string | null;
}

/** How far back a habit reaches. */
const HABIT_MS = 90 * DAY;

/** Gathers what the decision about a challenge depends on, in one flight, and decides. The caller has locked the client's budget. */
@Injectable()
export class StepUpJudge {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly payments: PaymentService,
    private readonly settings: SecuritySettingsService,
    private readonly exposure: ExposureService,
    private readonly activity: AccountActivityService,
    private readonly policies: PolicyReader,
  ) {}

  /** Never fails: whatever cannot be judged gets a challenge. */
  async judge(
    manager: EntityManager,
    asking: Asking,
    items: readonly ApprovalItem[],
  ): Promise<JudgedApproval> {
    const place = placeOf(asking.context);
    const judged = await attempt(manager, () => this.decide(manager, asking, place, items));
    const everybody = new Set(items.map(({ payeeId }) => payeeId));
    return {
      place,
      ...(judged ?? { newPayees: everybody, decision: challengeAnyway, requiredUnder: () => true }),
    };
  }

  private async decide(
    manager: EntityManager,
    asking: Asking,
    place: Place,
    items: readonly ApprovalItem[],
  ): Promise<Omit<JudgedApproval, 'place'>> {
    const { userId } = asking.principal;
    const now = this.clock.now();
    const added = { total: totalOf(items), subtotals: subtotalsOf(items) };
    const payeeIds = [...added.subtotals.keys()];
    const [history, settings, exposure, account, past, policy] = await Promise.all([
      this.payments.history(manager, userId, payeeIds),
      this.settings.readIn(manager, userId),
      this.exposure.read(manager, userId, payeeIds),
      this.activity.read(manager, asking),
      rows<PastApprovalRow>(manager, findPastApprovals, [userId, after(now, -HABIT_MS)]),
      this.policies.inForce(manager, asking.principal.accountType),
    ]);
    const newPayees = new Set(payeeIds.filter((id) => !history.knownPayees.includes(id)));
    const { threshold, requireForAllPayments } = settings;
    const { changes, timeZone, trustedDevice } = account;
    const proven = [...account.proven, ...past.flatMap(provenAt)];
    const { currency } = items[0] as ApprovalItem;
    const facts = {
      newPayee: newPayees.size > 0,
      added,
      threshold,
      requireForAllPayments,
      policyRequires: isLargePayment(policy, added.total),
      exposure,
      activity: {
        ...{ now, timeZone, total: added.total, currency, place, past, proven, changes },
        firstPayment: !history.anybody,
      },
      trustedDevice,
    };
    const requiredUnder: PaymentToProtect['requiredUnder'] = (before) =>
      decideStepUp({ ...facts, ...before }, this.config.risk).required;
    return { newPayees, decision: decideStepUp(facts, this.config.risk), requiredUnder };
  }
}

/** Where the owner entered a code. An approval without one proves nothing about the place it came from. */
function provenAt({ withCode, device, network }: PastApprovalRow): Place[] {
  return withCode && device !== null && network !== null ? [{ device, network }] : [];
}
