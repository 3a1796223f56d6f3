import { after, HOUR, MINUTE } from '../../common/clock';
import type { SessionKind } from './session.entity';

export const IDLE_MS = 15 * MINUTE;
/** `last_seen_at` is as coarse as this, so that a busy session does not write at every request. */
export const TOUCH_MS = MINUTE;

const absolute: Record<SessionKind, number> = { login: 10 * MINUTE, full: 12 * HOUR };

export function endOf(kind: SessionKind, start: Date): Date {
  return after(start, absolute[kind]);
}
