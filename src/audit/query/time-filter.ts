import { after, HOUR } from '../../common/clock';
import { uuidVersion7 } from '../../common/random';

/** More than identifiers can be ahead of or behind the time of what they name. */
const SKEW_MS = HOUR;
const FIRST_MS = 0;

/** The least identifier (UUID version 7) of an event at that time, so that the primary key finds the range. */
export function leastIdSince(time: Date): string {
  return leastIdAt(after(time, -SKEW_MS));
}

/** Identifiers of events before that time are less. */
export function leastIdAfter(time: Date): string {
  return leastIdAt(after(time, SKEW_MS));
}

/** The least identifier that can be made in that millisecond. */
export function leastIdAt(time: Date): string {
  return uuidVersion7(Math.max(FIRST_MS, time.getTime()), 0, Buffer.alloc(8));
}
