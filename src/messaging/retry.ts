import { after, MINUTE, SECOND } from '../common/clock';
import type { Channel } from './message.entity';

const FIRST_DELAY_MS = 2 * SECOND;
const MAX_DELAY_MS = 10 * MINUTE;
/** A code is good for minutes: whoever waits for one is not made to wait longer than this. */
const MAX_DELAY_WHILE_YOUNG_MS = 30 * SECOND;
const YOUNG_MS = 15 * MINUTE;

/** Both providers were tried each time; then the person is better told to take another way than to wait. */
const MAX_SMS_ATTEMPTS = 2;

export interface Attempted {
  channel: Channel;
  /** Those made, the failed one included. */
  attempts: number;
  createdAt: Date;
  expiresAt: Date;
}

/** When to try a message again, doubling the wait; null when that would be too late to be of use. */
export function nextAttempt({ channel, attempts, createdAt, expiresAt }: Attempted, now: Date): Date | null {
  if (channel === 'sms' && attempts >= MAX_SMS_ATTEMPTS) return null;
  const young = now.getTime() - createdAt.getTime() < YOUNG_MS;
  const delay = Math.min(
    FIRST_DELAY_MS * 2 ** (attempts - 1),
    young ? MAX_DELAY_WHILE_YOUNG_MS : MAX_DELAY_MS,
  );
  const next = after(now, delay);
  return next < expiresAt ? next : null;
}
