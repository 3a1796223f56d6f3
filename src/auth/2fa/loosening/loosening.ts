import { DAY } from '../../../common/clock';
import type { SecuritySettings } from '../settings/security-settings';

/** How long what was stopped before waits after a loosening. Fixed. */
export const PROTECTED_MS = DAY;

/** What the settings say about when a code is asked for. */
export type PaymentSettings = Pick<SecuritySettings, 'requireForAllPayments' | 'threshold'>;

export type Loosening =
  /** The threshold was raised, or asking for a code at every payment was turned off. */
  | { kind: 'settings'; at: Date; before: PaymentSettings }
  /** A way to prove who they are was removed or replaced, a phone for instance, or the address that codes go to. */
  | { kind: 'factor-removed' | 'email-changed'; at: Date };
export type LooseningKind = Loosening['kind'];

export interface Protection {
  reason: 'settings-loosened' | 'factor-changed';
  until: Date;
}

export interface PaymentToProtect {
  /** Whether a code stops it as things are now. */
  required: boolean;
  /** Whether a code would have stopped it under these settings, all else as it is now. */
  requiredUnder(settings: PaymentSettings): boolean;
}

/**
 * How long a payment waits that would have been stopped before: until a day after the last loosening that lets it through.
 * That is one of settings under which it would have needed a code and now does not; or, where a code is needed, one of the
 * proofs themselves, because a thief who got rid of a factor passes with what is left. Null when nothing changed for it.
 */
export function protect(
  loosenings: readonly Loosening[],
  { required, requiredUnder }: PaymentToProtect,
  now: Date,
): Protection | null {
  const letThrough = loosenings.filter((loosening) =>
    loosening.kind === 'settings' ? !required && requiredUnder(loosening.before) : required,
  );
  const last = letThrough.reduce<Loosening | null>((a, b) => (a && a.at >= b.at ? a : b), null);
  const until = last && new Date(last.at.getTime() + PROTECTED_MS);
  if (!until || until <= now) return null;
  return { reason: last.kind === 'settings' ? 'settings-loosened' : 'factor-changed', until };
}
