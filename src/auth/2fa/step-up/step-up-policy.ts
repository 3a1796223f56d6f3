import type { RiskConfig, SignalName } from '../../../config/risk-config';
import { type AddedAmounts, type Exposure, type ExposureFinding, findExposure } from '../risk/exposure';
import { judgeRiskHold, type RiskHold } from '../risk/risk-hold';
import { type ActivityFacts, findSignals, type SignalFinding } from '../risk/unusual-activity';

/** Why an approval needs a challenge, in the order in which the rules are asked. */
export const stepUpReasons = [
  'first-payment',
  'always-required',
  'above-threshold',
  'policy',
  'cumulative-exposure',
  'new-payee',
  'unusual-activity',
] as const;
export type StepUpReason = (typeof stepUpReasons)[number];
/** `trusted-device`: but for the trusted device, there would have been too much unusual activity. */
export const noStepUpReasons = ['below-threshold', 'trusted-device'] as const;
export type NoStepUpReason = (typeof noStepUpReasons)[number];

export interface StepUpFacts {
  /** At least one payee of the approval has never received a payment from this client. */
  newPayee: boolean;
  added: AddedAmounts;
  /** Minor units; a challenge is required strictly above it, so that 0 means every payment. */
  threshold: bigint;
  requireForAllPayments: boolean;
  /** The policy of the account type takes the payment for a large one. */
  policyRequires: boolean;
  exposure: Exposure;
  activity: ActivityFacts;
  /** The request comes from a device that the person trusts. */
  trustedDevice: boolean;
}

export interface WeighedSignal extends SignalFinding {
  /** Does not count, because the device is trusted. */
  quieted: boolean;
}

/** What the rules of one mode found. */
export interface StepUpFindings {
  reasons: StepUpReason[];
  /** Sums that would pass their limit. */
  exposure: ExposureFinding[];
  signals: WeighedSignal[];
  /** The weights of the signals that count, together. */
  score: number;
}

export type StepUpDecision = (
  | { required: true; reasons: StepUpReason[] }
  | { required: false; reasons: NoStepUpReason[] }
) &
  Omit<StepUpFindings, 'reasons'> & {
    /** What rules in shadow mode found, with the reasons that they would have added. Null when they found nothing. */
    shadow: StepUpFindings | null;
    /** Whether a person has to look at it as well. */
    hold: RiskHold | null;
  };

/** Pure: the same facts under the same rules give the same decision, and every reason names the rule it comes from. */
export function decideStepUp(facts: StepUpFacts, rules: RiskConfig): StepUpDecision {
  const exposures = findExposure(facts.exposure, facts.added, facts.threshold, rules.exposure);
  const signals = findSignals(facts.activity, rules.signals).map((finding) => ({
    ...finding,
    quieted: facts.trustedDevice && finding.severity === 'low',
  }));
  const judge = (modes: readonly string[]): StepUpFindings => {
    const exposure = exposures.filter(({ mode }) => modes.includes(mode));
    const weighed = signals.filter(({ mode }) => modes.includes(mode));
    const score = scoreOf(weighed.filter(({ quieted }) => !quieted));
    const newPayee = facts.newPayee && modes.includes(rules.newPayee.mode);
    const unusual = score >= rules.score;
    const reasons = reasonsOf(facts, { exposed: exposure.length > 0, newPayee, unusual });
    return { reasons, exposure, signals: weighed, score };
  };
  const enforced = judge(['enforce']);
  const all = judge(['enforce', 'shadow']);
  const shadow = shadowOf(enforced, all);
  const hold = judgeRiskHold(rules.hold, enforced.score, all.score);
  if (enforced.reasons.length > 0) return { required: true, ...enforced, shadow, hold };
  const quieted = scoreOf(enforced.signals) >= rules.score;
  const reason = quieted ? 'trusted-device' : 'below-threshold';
  return { required: false, ...enforced, reasons: [reason], shadow, hold };
}

/** For a fault while judging: nobody is let through because a question could not be answered. */
export const challengeAnyway: StepUpDecision = {
  required: true,
  reasons: ['policy'],
  exposure: [],
  signals: [],
  score: 0,
  shadow: null,
  hold: null,
};

/** The signals that made a payment unusual; none when something else decided. */
export function tellingSignals({ reasons, signals }: StepUpDecision): SignalName[] {
  return reasons.some((reason) => reason === 'unusual-activity')
    ? signals.filter(({ quieted }) => !quieted).map(({ signal }) => signal)
    : [];
}

function reasonsOf(
  facts: StepUpFacts,
  { exposed, newPayee, unusual }: Record<'exposed' | 'newPayee' | 'unusual', boolean>,
): StepUpReason[] {
  const holds: Record<StepUpReason, boolean> = {
    'first-payment': facts.activity.firstPayment,
    'always-required': facts.requireForAllPayments,
    'above-threshold': facts.added.total > facts.threshold,
    policy: facts.policyRequires,
    'cumulative-exposure': exposed,
    'new-payee': newPayee,
    'unusual-activity': unusual,
  };
  return stepUpReasons.filter((reason) => holds[reason]);
}

function shadowOf(enforced: StepUpFindings, all: StepUpFindings): StepUpFindings | null {
  const reasons = all.reasons.filter((reason) => !enforced.reasons.includes(reason));
  const exposure = all.exposure.filter(({ mode }) => mode === 'shadow');
  const signals = all.signals.filter(({ mode }) => mode === 'shadow');
  const silent = reasons.length + exposure.length + signals.length === 0;
  return silent ? null : { reasons, exposure, signals, score: all.score };
}

function scoreOf(signals: readonly SignalFinding[]): number {
  return signals.reduce((score, { weight }) => score + weight, 0);
}
