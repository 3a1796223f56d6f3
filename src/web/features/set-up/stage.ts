import type { FactorMethod, PasskeySetUp, SentSetUp, TotpSetUp } from '../../shared/api/types';
import type { Codes } from '../../shared/saved-codes/codes-as-text';

/** What the server said to the beginning of a set-up. */
export type SetUp =
  | { method: 'totp'; started: TotpSetUp }
  | { method: 'sms' | 'email'; started: SentSetUp }
  | { method: 'webauthn'; started: PasskeySetUp };

/** Where in the wizard somebody is. A reload begins anew: what was not finished is replaced by the next set-up. */
export type Stage =
  | { at: 'checklist' }
  | { at: 'method' }
  /** What has to be known before the set-up can begin. */
  | { at: 'details'; method: 'sms' | 'webauthn' }
  | { at: 'proof'; setUp: Exclude<SetUp, { method: 'webauthn' }> }
  | { at: 'codes'; method: FactorMethod; codes: Codes }
  | { at: 'done'; method: FactorMethod };

export const steps = ['checklist', 'method', 'connect', 'codes', 'done'] as const;
export type Step = (typeof steps)[number];

export function stepOf({ at }: Stage): Step {
  return at === 'details' || at === 'proof' ? 'connect' : at;
}

/** The first factor has all steps; a further one needs neither a checklist nor codes. */
export function stepsFor(isFirst: boolean): Step[] {
  return steps.filter((step) => isFirst || (step !== 'checklist' && step !== 'codes'));
}
