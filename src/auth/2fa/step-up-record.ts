import type { ExposureFinding } from './exposure';
import type { StepUpDecision } from './step-up-policy';

/** A decision as the audit log keeps it, with what was counted and how it was weighed. Sums are decimal strings of minor units. */
export function recordOf({ required, reasons, exposure, shadow }: StepUpDecision) {
  return {
    required,
    reasons,
    exposure: exposure.map(recordExposure),
    shadow: shadow && { reasons: shadow.reasons, exposure: shadow.exposure.map(recordExposure) },
  };
}

function recordExposure({ rule, payeeId, sum, limit }: ExposureFinding) {
  return { rule, payeeId, sum: String(sum), limit: String(limit) };
}
