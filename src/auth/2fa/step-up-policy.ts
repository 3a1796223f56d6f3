/** Why an approval needs a challenge, in the order in which the rules are asked. */
export type StepUpReason = 'first-payment' | 'always-required' | 'above-threshold' | 'policy' | 'new-payee';
export type NoStepUpReason = 'below-threshold';

export interface StepUpFacts {
  /** Nothing was ever released for this client. */
  firstPayment: boolean;
  /** At least one payee of the approval has never received a payment from this client. */
  newPayee: boolean;
  /** Minor units. */
  total: bigint;
  /** Minor units; a challenge is required strictly above it, so that 0 means every payment. */
  threshold: bigint;
  requireForAllPayments: boolean;
}

export type StepUpDecision =
  | { required: true; reasons: StepUpReason[] }
  | { required: false; reasons: NoStepUpReason[] };

export function decideStepUp(facts: StepUpFacts): StepUpDecision {
  const reasons: StepUpReason[] = [];
  if (facts.firstPayment) reasons.push('first-payment');
  if (facts.requireForAllPayments) reasons.push('always-required');
  if (facts.total > facts.threshold) reasons.push('above-threshold');
  if (facts.newPayee) reasons.push('new-payee');
  return reasons.length > 0 ? { required: true, reasons } : { required: false, reasons: ['below-threshold'] };
}

/** For a fault while judging: nobody is let through because a question could not be answered. */
export const challengeAnyway: StepUpDecision = { required: true, reasons: ['policy'] };
