import { DAY, MINUTE } from '../common/clock';
import type { AccountType } from '../users/account-type';

/**
 * - `requested`: waits for an admin to review it
 * - `cooling-off`: approved; the owner can still stop it
 * - `ready`: a link is with the owner
 * - `enrolling`: the link was used; its session may only enrol. The old factors still work
 * - `completed`: a new factor has taken the place of all before it
 * - `rejected`, `vetoed`, `expired`: over, and nothing has changed
 */
export const recoveryStatuses = [
  'requested',
  'cooling-off',
  'ready',
  'enrolling',
  'completed',
  'rejected',
  'vetoed',
  'expired',
] as const;
export type RecoveryStatus = (typeof recoveryStatuses)[number];

export type LiveStatus = 'requested' | 'cooling-off' | 'ready' | 'enrolling';

interface Transition {
  event: string;
  /** `none`: a new request begins with it. */
  from: readonly ('none' | LiveStatus)[];
  to: RecoveryStatus;
}

/** Whatever may happen to a request. The CHECKs of `recovery_requests` and `recovery_steps` say the same. */
export const transitions = [
  { event: 'opened', from: ['none'], to: 'requested' },
  { event: 'granted', from: ['none'], to: 'ready' },
  { event: 'approved', from: ['requested'], to: 'cooling-off' },
  { event: 'cooled-off', from: ['cooling-off'], to: 'ready' },
  { event: 'link-used', from: ['ready'], to: 'enrolling' },
  { event: 'completed', from: ['enrolling'], to: 'completed' },
  { event: 'rejected', from: ['requested', 'cooling-off', 'ready'], to: 'rejected' },
  { event: 'vetoed', from: ['requested', 'cooling-off', 'ready', 'enrolling'], to: 'vetoed' },
  { event: 'expired', from: ['requested', 'ready', 'enrolling'], to: 'expired' },
] as const satisfies readonly Transition[];

export type RecoveryEvent = (typeof transitions)[number]['event'];

/** What comes of it; null when it cannot happen to a request in this state. */
export function next(from: RecoveryStatus | 'none', event: RecoveryEvent): RecoveryStatus | null {
  const found = transitions.find(
    (transition) => transition.event === event && (transition.from as readonly string[]).includes(from),
  );
  return found?.to ?? null;
}

export function isLive(status: RecoveryStatus): status is LiveStatus {
  return ['requested', 'cooling-off', 'ready', 'enrolling'].includes(status);
}

/** What happens when the time of a state is over. */
export const lapses: Record<LiveStatus, RecoveryEvent> = {
  requested: 'expired',
  'cooling-off': 'cooled-off',
  ready: 'expired',
  enrolling: 'expired',
};

/** How long a request waits for its review. */
export const REVIEW_MS = 7 * DAY;
/** How long the link is good for. */
export const LINK_MS = DAY;
/** How long payments wait afterwards. */
export const HOLD_MS = DAY;
export const EMERGENCY_HOLD_MS = 3 * DAY;

export interface CoolingOff {
  /** Minutes, by the account type. */
  minutes: Record<AccountType, number>;
  /** For whoever had the saved recovery code, if that is less. */
  minutesWithCode: number;
}

/** How long the owner has to stop an approved request, in milliseconds. */
export function coolingOffMs(
  { minutes, minutesWithCode }: CoolingOff,
  accountType: AccountType,
  hasCode: boolean,
): number {
  const usual = minutes[accountType];
  return (hasCode ? Math.min(usual, minutesWithCode) : usual) * MINUTE;
}

const ranks: Record<AccountType, number> = { client: 0, payee: 0, auditor: 1, admin: 2 };

export interface Reviewed {
  userId: string;
  accountType: AccountType;
  /** The admin who opened it; null when the owner did. */
  openedBy: string | null;
}

/** Never whoever opened it, never whom it is about, never somebody of lower rank than that account. */
export function mayReview(
  reviewer: { userId: string; accountType: AccountType },
  { userId, accountType, openedBy }: Reviewed,
): boolean {
  return (
    reviewer.userId !== userId &&
    reviewer.userId !== openedBy &&
    ranks[reviewer.accountType] >= ranks[accountType]
  );
}
