import { after, HOUR } from '../../common/clock';
import { leastIdAt } from '../../common/random';

/** More than identifiers can be ahead of or behind the time of what they name. */
const SKEW_MS = HOUR;

/** The least identifier (UUID version 7) of an event at that time, so that the primary key finds the range. */
export function leastIdSince(time: Date): string {
  return leastIdAt(after(time, -SKEW_MS));
}

/** Identifiers of events before that time are less. */
export function leastIdAfter(time: Date): string {
  return leastIdAt(after(time, SKEW_MS));
}
