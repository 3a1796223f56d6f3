/** How far the server's clock is ahead of this device's, in milliseconds. */
let ahead = 0;

/** HTTP dates have whole seconds, so the middle of the second is the best guess. */
const HALF_A_SECOND_MS = 500;
/** Within this, a difference tells more about rounding and the network than about clocks. */
const NOISE_MS = 2_000;

/** @param date the `Date` header of an answer that has just come */
export function hearServerTime(date: string | null, now = Date.now()): void {
  const told = date ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(told)) return;
  const difference = told + HALF_A_SECOND_MS - now;
  ahead = Math.abs(difference) < NOISE_MS ? 0 : difference;
}

/** The time by the server's clock, in milliseconds since 1970: devices may be minutes off, and codes expire by the server. */
export function serverNow(now = Date.now()): number {
  return now + ahead;
}
