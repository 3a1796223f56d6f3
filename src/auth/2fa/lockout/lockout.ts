import { after, HOUR, MINUTE, SECOND } from '../../../common/clock';
import type { Purpose } from '../method';

/** One budget for all methods and endpoints of a person; only a success of the second factor resets the counts. */
export interface VerificationBudget {
  /** Times of the calls that did not succeed within the window, oldest first. */
  recentFailures: Date[];
  /** Consecutive wrong codes in payment verification since the last lock or success. */
  paymentFailures: number;
  /** Locks since the last success: picks how long the next one lasts. */
  lockLevel: number;
  paymentLockedUntil: Date | null;
  /** When attempts began that are still being compared. Each counts like a failure until its outcome is known. */
  reservations: Date[];
  /** Wrong codes of any flow since the last success. */
  consecutiveFailures: number;
  /** Since when no code of a factor counts any more, until another factor is set up in their place. */
  codesDisabledAt: Date | null;
  /** Times of the refused passkeys within the window, oldest first; they are among `recentFailures` as well. */
  passkeyFailures: Date[];
}

/** What is presented: six digits, a backup code, or a passkey's signature. */
export type ProofKind = 'digits' | 'backup' | 'passkey';

export const WINDOW_MS = 15 * MINUTE;
export const MAX_FAILURES_PER_WINDOW = 5;
export const PAYMENT_FAILURES_TO_LOCK = 3;
/** The most that NIST SP 800-63B-4 section 3.2.2 lets anybody guess in a row. */
export const FAILURES_TO_DISABLE = 100;
/** A process that dies while comparing leaves its reservation behind; this ends it. */
const RESERVATION_MS = MINUTE;
/** Comparisons under way end within seconds. */
const COMPARING_MS = 2 * SECOND;
const LOCK_STEPS_MS = [30 * MINUTE, HOUR, 4 * HOUR, 24 * HOUR] as const;

export type Admission =
  | { kind: 'admitted' }
  | { kind: 'locked'; until: Date }
  | { kind: 'rate-limited'; until: Date }
  | { kind: 'disabled' };

/**
 * A signature cannot be guessed, so no wrong code keeps a passkey out: only refused passkeys do. A backup code is too
 * long to be guessed: it is the way back when the others are disabled.
 */
export function admit(
  budget: VerificationBudget,
  purpose: Purpose,
  now: Date,
  proof: ProofKind = 'digits',
): Admission {
  if (proof === 'passkey') return admitPasskey(budget, now);
  if (budget.codesDisabledAt && proof === 'digits' && purpose !== 'enrolment') return { kind: 'disabled' };
  const lockedUntil = lockEnd(budget, now);
  if (purpose === 'payment' && lockedUntil) return { kind: 'locked', until: lockedUntil };
  const recent = recentFailures(budget, now);
  const oldest = recent[0];
  if (oldest && recent.length >= MAX_FAILURES_PER_WINDOW)
    return { kind: 'rate-limited', until: after(oldest, WINDOW_MS) };
  const reserved = liveReservations(budget, now).length;
  const mayLock = purpose === 'payment' && budget.paymentFailures + reserved >= PAYMENT_FAILURES_TO_LOCK;
  if (recent.length + reserved >= MAX_FAILURES_PER_WINDOW || mayLock)
    return { kind: 'rate-limited', until: after(now, COMPARING_MS) };
  return { kind: 'admitted' };
}

function admitPasskey({ passkeyFailures }: VerificationBudget, now: Date): Admission {
  const recent = within(passkeyFailures, now);
  const oldest = recent[0];
  return oldest && recent.length >= MAX_FAILURES_PER_WINDOW
    ? { kind: 'rate-limited', until: after(oldest, WINDOW_MS) }
    : { kind: 'admitted' };
}

/**
 * The budget after a refused passkey. It is one of the calls that did not succeed; it is no guess, so it neither locks
 * payment approval nor brings the hundred failures nearer that disable all codes.
 */
export function afterPasskeyFailure(budget: VerificationBudget, now: Date): VerificationBudget {
  return {
    ...budget,
    recentFailures: [...recentFailures(budget, now), now].slice(-MAX_FAILURES_PER_WINDOW),
    passkeyFailures: [...within(budget.passkeyFailures, now), now].slice(-MAX_FAILURES_PER_WINDOW),
  };
}

export function passkeysRemaining({ passkeyFailures }: VerificationBudget, now: Date): number {
  return MAX_FAILURES_PER_WINDOW - within(passkeyFailures, now).length;
}

/** Whether no code would be looked at now, for longer than a person waits. */
export function refusesCodes(budget: VerificationBudget, purpose: Purpose, now: Date): boolean {
  const { kind } = admit(budget, purpose, now);
  return kind === 'locked' || kind === 'disabled';
}

/** The budget after a wrong code, when payment approval opens again if this one locked it, and whether it was the last. */
export function afterFailure(
  budget: VerificationBudget,
  purpose: Purpose,
  now: Date,
): { budget: VerificationBudget; lockedUntil: Date | null; disabled: boolean } {
  const consecutiveFailures = budget.consecutiveFailures + 1;
  const disabled = consecutiveFailures >= FAILURES_TO_DISABLE && budget.codesDisabledAt === null;
  const counted = {
    ...budget,
    consecutiveFailures,
    codesDisabledAt: disabled ? now : budget.codesDisabledAt,
    recentFailures: [...recentFailures(budget, now), now].slice(-MAX_FAILURES_PER_WINDOW),
  };
  if (purpose !== 'payment') return { budget: counted, lockedUntil: null, disabled };
  if (budget.paymentFailures + 1 < PAYMENT_FAILURES_TO_LOCK)
    return {
      budget: { ...counted, paymentFailures: budget.paymentFailures + 1 },
      lockedUntil: null,
      disabled,
    };
  const step = LOCK_STEPS_MS[Math.min(budget.lockLevel, LOCK_STEPS_MS.length - 1)] as number;
  const lockedUntil = after(now, step);
  const lockLevel = Math.min(budget.lockLevel + 1, LOCK_STEPS_MS.length);
  return {
    budget: { ...counted, paymentFailures: 0, lockLevel, paymentLockedUntil: lockedUntil },
    lockedUntil,
    disabled,
  };
}

/** A success resets the counts; it neither refunds the window nor brings disabled codes back. */
export function afterSuccess(budget: VerificationBudget): VerificationBudget {
  return { ...budget, paymentFailures: 0, lockLevel: 0, consecutiveFailures: 0 };
}

/** Another factor has taken the place of those that were disabled. */
export function afterRebinding(budget: VerificationBudget): VerificationBudget {
  return { ...afterSuccess(budget), codesDisabledAt: null };
}

/** Whether wrong codes keep the person waiting: a lock of payment approval, or too many failures lately. */
export function isBraked(budget: VerificationBudget, now: Date): boolean {
  return lockEnd(budget, now) !== null || recentFailures(budget, now).length >= MAX_FAILURES_PER_WINDOW;
}

/**
 * The budget after somebody has vouched for the person: they may try again at once. How often it was locked is not forgotten, nor
 * how many wrong codes there were in a row: only a right one ends that.
 */
export function afterUnlocking(budget: VerificationBudget): VerificationBudget {
  return { ...budget, recentFailures: [], paymentFailures: 0, paymentLockedUntil: null };
}

export function attemptsRemaining(budget: VerificationBudget, purpose: Purpose, now: Date): number {
  if (admit(budget, purpose, now).kind !== 'admitted') return 0;
  const reserved = liveReservations(budget, now).length;
  const inWindow = MAX_FAILURES_PER_WINDOW - recentFailures(budget, now).length - reserved;
  return purpose === 'payment'
    ? Math.min(inWindow, PAYMENT_FAILURES_TO_LOCK - budget.paymentFailures - reserved)
    : inWindow;
}

export function lockEnd({ paymentLockedUntil }: VerificationBudget, now: Date): Date | null {
  return paymentLockedUntil && paymentLockedUntil > now ? paymentLockedUntil : null;
}

/** The end of a lock that is over and that the log has not heard of yet. */
export function endedLock({ paymentLockedUntil }: VerificationBudget, now: Date): Date | null {
  return paymentLockedUntil && paymentLockedUntil <= now ? paymentLockedUntil : null;
}

function recentFailures({ recentFailures }: VerificationBudget, now: Date): Date[] {
  return within(recentFailures, now);
}

function within(times: readonly Date[], now: Date): Date[] {
  return times.filter((time) => after(time, WINDOW_MS) > now);
}

/**
 * Takes the place of a failure while an admitted attempt is compared outside of any transaction.
 * @returns the budget to save, and the time that tells this reservation from all others
 */
export function reserve(
  budget: VerificationBudget,
  now: Date,
): { budget: VerificationBudget; reservedAt: Date } {
  const live = liveReservations(budget, now);
  const newest = live.at(-1);
  const reservedAt = newest && newest >= now ? after(newest, 1) : now;
  return { budget: { ...budget, reservations: [...live, reservedAt] }, reservedAt };
}

/** Gives the place back, so that the attempt can be judged as if it came now. */
export function release(budget: VerificationBudget, reservedAt: Date): VerificationBudget {
  const index = budget.reservations.findIndex((time) => time.getTime() === reservedAt.getTime());
  return index < 0 ? budget : { ...budget, reservations: budget.reservations.toSpliced(index, 1) };
}

function liveReservations({ reservations }: VerificationBudget, now: Date): Date[] {
  return reservations.filter((time) => after(time, RESERVATION_MS) > now);
}
