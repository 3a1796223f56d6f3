import { MINUTE, SECOND } from '../common/clock';
import type { Channel } from './message.entity';

/** How long after a failed try it still counts. */
export const FAILURES_WINDOW_MS = 15 * MINUTE;

const LATE_AFTER_S = MINUTE / SECOND;
/** Fewer are rather the fault of single addresses. */
const MANY_FAILURES = 5;

export interface ChannelFigures {
  /** Null when nothing waits. */
  oldestWaitingAt: Date | null;
  recentFailures: number;
  /** A kind of failure; names nobody. */
  lastError: string | null;
}

export interface ChannelHealth {
  /** off: no provider is configured. degraded: messages come late or not at all; everything else works. */
  state: 'ok' | 'degraded' | 'off';
  oldestWaitingSeconds: number | null;
  recentFailures: number;
  lastError: string | null;
}

export type MessagingHealth = Record<Channel, ChannelHealth>;

export function judgeChannel(
  { oldestWaitingAt, recentFailures, lastError }: ChannelFigures,
  isOn: boolean,
  now: Date,
): ChannelHealth {
  const oldestWaitingSeconds = oldestWaitingAt
    ? Math.max(0, Math.floor((now.getTime() - oldestWaitingAt.getTime()) / SECOND))
    : null;
  const isDegraded = (oldestWaitingSeconds ?? 0) >= LATE_AFTER_S || recentFailures >= MANY_FAILURES;
  const state = isOn ? (isDegraded ? 'degraded' : 'ok') : 'off';
  return { state, oldestWaitingSeconds, recentFailures, lastError };
}
