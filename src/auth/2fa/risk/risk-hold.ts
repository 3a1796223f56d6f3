import type { RiskHoldRule } from '../../../config/risk-config';

/** A payment that a person looks at first, although its code was right. */
export interface RiskHold {
  /** `shadow`: recorded, and nothing is held. */
  mode: 'enforce' | 'shadow';
  /** For how long, if nobody looks. */
  hours: number;
}

/**
 * Whether what is unusual comes to so much that a code is not enough: whoever has taken over an account, its phone included,
 * enters right codes.
 * @param score of the signals that are enforced
 * @param shadowScore of these and of those in shadow
 */
export function judgeRiskHold(
  { mode, score: limit, hours }: RiskHoldRule,
  score: number,
  shadowScore: number,
): RiskHold | null {
  if (mode === 'off') return null;
  if (mode === 'enforce' && score >= limit) return { mode, hours };
  return shadowScore >= limit ? { mode: 'shadow', hours } : null;
}
