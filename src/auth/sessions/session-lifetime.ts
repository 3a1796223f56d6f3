import { after, HOUR, MINUTE } from '../../common/clock';
import type { SessionKind } from './session.entity';

/** `last_seen_at` is as coarse as this, so that a busy session does not write at every request. */
export const TOUCH_MS = MINUTE;

/** The most; the policy of the account type may shorten a full session, in this and in idle minutes. */
const absolute: Record<SessionKind, number> = { login: 10 * MINUTE, full: 12 * HOUR };

export function endOf(kind: SessionKind, start: Date): Date {
  return after(start, absolute[kind]);
}
