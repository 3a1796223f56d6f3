import type { ExposureFinding } from '../risk/exposure';
import type { StepUpDecision, StepUpFindings, WeighedSignal } from './step-up-policy';

/** Where a person is. The event has it in `ip` and `userAgent`, from where it can be erased. */
const personal: ReadonlySet<string> = new Set(['device', 'network', 'timeZone']);

/** A decision as the audit log keeps it, with what was counted and how it was weighed. Sums are decimal strings of minor units. */
export function recordOf({ required, reasons, shadow, hold, ...findings }: StepUpDecision) {
  return {
    required,
    reasons,
    ...recordFindings(findings),
    hold,
    shadow: shadow && { reasons: shadow.reasons, ...recordFindings(shadow) },
  };
}

function recordFindings({ exposure, signals, score }: Omit<StepUpFindings, 'reasons'>) {
  return { exposure: exposure.map(recordExposure), signals: signals.map(recordSignal), score };
}

function recordExposure({ rule, payeeId, sum, limit }: ExposureFinding) {
  return { rule, payeeId, sum: String(sum), limit: String(limit) };
}

function recordSignal({ signal, severity, weight, quieted, observed }: WeighedSignal) {
  const facts = Object.entries(observed).filter(([name]) => !personal.has(name));
  return { signal, severity, weight, quieted, observed: Object.fromEntries(facts) };
}
