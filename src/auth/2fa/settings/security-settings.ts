import type { Method } from '../method';

export interface SecuritySettings {
  requireForAllPayments: boolean;
  preferredMethod: Method | null;
  /** Minor units. */
  threshold: bigint;
}

/** Whether the change lets a payment through that the settings before would have stopped. */
export function isLoosening(before: SecuritySettings, wanted: SecuritySettings): boolean {
  return (
    (before.requireForAllPayments && !wanted.requireForAllPayments) || wanted.threshold > before.threshold
  );
}
