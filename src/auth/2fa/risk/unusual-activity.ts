import { after, DAY, HOUR } from '../../../common/clock';
import type { RuleMode, SignalName, SignalRules } from '../../../config/risk-config';
import { type LocalTime, localTimes } from './local-time';

export type Severity = 'low' | 'medium' | 'high';

/** Where a request comes from. */
export interface Place {
  /** E.g. `Firefox on Windows`, as the browser says. */
  device: string;
  /** The /24 of an IPv4 address, the /48 of an IPv6 address, or `unknown`. */
  network: string;
}

export interface PastApproval {
  at: Date;
  total: bigint;
  currency: string;
  withCode: boolean;
}

export interface ActivityFacts {
  now: Date;
  /** IANA name of the zone that the person lives in. */
  timeZone: string;
  /** Nothing was ever released for this person. */
  firstPayment: boolean;
  /** Minor units. */
  total: bigint;
  currency: string;
  place: Place;
  /** Approvals that came into force, newest first; as many and as far back as are looked at. */
  past: readonly PastApproval[];
  /** Where this person has entered a code before. */
  proven: readonly Place[];
  /** When each of these last changed; null when it never did. */
  changes: Record<'factor' | 'password' | 'email' | 'recovery', Date | null>;
}

export interface SignalFinding {
  signal: SignalName;
  mode: RuleMode;
  severity: Severity;
  weight: number;
  /** What was seen, in numbers and words for the auditor. */
  observed: Record<string, string | number>;
}

/** @returns what was seen when it is unusual */
type Observe = (facts: ActivityFacts, limit: number) => SignalFinding['observed'] | null;

/** With fewer payments, or fewer days with payments, there is no habit to compare with. */
const PAYMENTS_FOR_A_HABIT = 5;
const DAYS_FOR_A_HABIT = 5;

/** What was let through without a code a moment ago makes nothing usual: or one small payment would clear the way for the next. */
function habit({ now, past }: ActivityFacts): PastApproval[] {
  const settled = after(now, -DAY);
  return past.filter(({ at, withCode }) => withCode || at <= settled);
}

/** More approvals within an hour than the limit, this one included. */
const velocity: Observe = ({ now, past }, limit) => {
  const since = after(now, -HOUR);
  const approvals = 1 + past.filter(({ at }) => at > since).length;
  return approvals > limit ? { approvals } : null;
};

/** Everything is new about a first payment, which gets a code anyway. */
const newDevice: Observe = ({ firstPayment, place: { device }, proven }) =>
  firstPayment || proven.some((known) => known.device === device) ? null : { device };

const newNetwork: Observe = ({ firstPayment, place: { network }, proven }) =>
  firstPayment || proven.some((known) => known.network === network) ? null : { network };

/** Further from every hour at which this person has approved before than the limit, around the clock. */
const oddHour: Observe = (facts, limit) => {
  const { now, timeZone } = facts;
  const [current, ...times] = localTimes(timeZone, [now, ...habit(facts).map(({ at }) => at)]) as [
    LocalTime,
    ...LocalTime[],
  ];
  if (new Set(times.map(({ day }) => day)).size < DAYS_FOR_A_HABIT) return null;
  const hoursAway = Math.min(...times.map(({ hour }) => distance(hour, current.hour)));
  return hoursAway > limit ? { hour: current.hour, timeZone, hoursAway } : null;
};

/** More than so many times the largest payment in the same currency. */
const unusualAmount: Observe = (facts, limit) => {
  const { total, currency } = facts;
  const amounts = habit(facts)
    .filter((approval) => approval.currency === currency)
    .map((approval) => approval.total);
  if (amounts.length < PAYMENTS_FOR_A_HABIT) return null;
  const largest = amounts.reduce((a, b) => (a > b ? a : b));
  return total > largest * BigInt(limit)
    ? { largest: String(largest), total: String(total), currency }
    : null;
};

/** Within the last so many hours. */
const recent =
  (what: keyof ActivityFacts['changes']): Observe =>
  ({ now, changes }, limit) => {
    const at = changes[what];
    return at !== null && at > after(now, -limit * HOUR) ? { at: at.toISOString() } : null;
  };

/** A trusted device quiets what is of low severity: signs that somebody is elsewhere, which the device itself answers. */
const signals: Record<SignalName, { severity: Severity; observe: Observe }> = {
  velocity: { severity: 'medium', observe: velocity },
  'new-device': { severity: 'low', observe: newDevice },
  'new-network': { severity: 'low', observe: newNetwork },
  'odd-hour': { severity: 'low', observe: oddHour },
  'unusual-amount': { severity: 'medium', observe: unusualAmount },
  'recent-factor-change': { severity: 'high', observe: recent('factor') },
  'recent-password-change': { severity: 'high', observe: recent('password') },
  'recent-email-change': { severity: 'high', observe: recent('email') },
  'recent-recovery': { severity: 'high', observe: recent('recovery') },
};

/** What is unusual about a payment, by every rule that is not off. */
export function findSignals(facts: ActivityFacts, rules: SignalRules): SignalFinding[] {
  return (Object.keys(signals) as SignalName[]).flatMap((signal) => {
    const { mode, weight, limit } = rules[signal];
    const { severity, observe } = signals[signal];
    const observed = mode === 'off' ? null : observe(facts, limit);
    return observed ? [{ signal, mode, severity, weight, observed }] : [];
  });
}

function distance(a: number, b: number): number {
  const hours = Math.abs(a - b);
  return Math.min(hours, 24 - hours);
}
