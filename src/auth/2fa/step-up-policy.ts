import type { RiskConfig, RuleMode } from '../../config/risk-config';
import { type AddedAmounts, type Exposure, type ExposureFinding, findExposure } from './exposure';

/** Why an approval needs a challenge, in the order in which the rules are asked. */
export const stepUpReasons = [
  'first-payment',
  'always-required',
  'above-threshold',
  'policy',
  'cumulative-exposure',
  'new-payee',
] as const;
export type StepUpReason = (typeof stepUpReasons)[number];
export type NoStepUpReason = 'below-threshold';

export interface StepUpFacts {
  /** Nothing was ever released for this client. */
  firstPayment: boolean;
  /** At least one payee of the approval has never received a payment from this client. */
  newPayee: boolean;
  added: AddedAmounts;
  /** Minor units; a challenge is required strictly above it, so that 0 means every payment. */
  threshold: bigint;
  requireForAllPayments: boolean;
  /** The rules for this type of account ask for a challenge at every payment. */
  policyRequires: boolean;
  exposure: Exposure;
}

export interface StepUpFindings {
  reasons: StepUpReason[];
  /** Sums that would pass their limit. */
  exposure: ExposureFinding[];
}

export type StepUpDecision = (
  | { required: true; reasons: StepUpReason[] }
  | { required: false; reasons: NoStepUpReason[] }
) & {
  exposure: ExposureFinding[];
  /** What rules in shadow mode found: reasons that were not enforced. Null when they found nothing. */
  shadow: StepUpFindings | null;
};

/** Pure: the same facts under the same rules give the same decision, and every reason names the rule it comes from. */
export function decideStepUp(facts: StepUpFacts, rules: RiskConfig): StepUpDecision {
  const found = findExposure(facts.exposure, facts.added, facts.threshold, rules.exposure);
  const exposure = found.filter(({ mode }) => mode === 'enforce');
  const reasons = reasonsOf(facts, exposure.length > 0, facts.newPayee && rules.newPayee.mode === 'enforce');
  const shadow = shadowOf(facts, rules.newPayee.mode, found);
  return reasons.length > 0
    ? { required: true, reasons, exposure, shadow }
    : { required: false, reasons: ['below-threshold'], exposure, shadow };
}

/** For a fault while judging: nobody is let through because a question could not be answered. */
export const challengeAnyway: StepUpDecision = {
  required: true,
  reasons: ['policy'],
  exposure: [],
  shadow: null,
};

function reasonsOf(facts: StepUpFacts, exposed: boolean, newPayee: boolean): StepUpReason[] {
  const holds: Record<StepUpReason, boolean> = {
    'first-payment': facts.firstPayment,
    'always-required': facts.requireForAllPayments,
    'above-threshold': facts.added.total > facts.threshold,
    policy: facts.policyRequires,
    'cumulative-exposure': exposed,
    'new-payee': newPayee,
  };
  return stepUpReasons.filter((reason) => holds[reason]);
}

function shadowOf(
  { newPayee }: StepUpFacts,
  newPayeeMode: RuleMode,
  found: ExposureFinding[],
): StepUpFindings | null {
  const exposure = found.filter(({ mode }) => mode === 'shadow');
  const reasons: StepUpReason[] = [
    ...(exposure.length > 0 ? (['cumulative-exposure'] as const) : []),
    ...(newPayee && newPayeeMode === 'shadow' ? (['new-payee'] as const) : []),
  ];
  return reasons.length > 0 ? { reasons, exposure } : null;
}
