/**
 * A histogram whose steps grow by a tenth, so that counts of any hours and methods add up, and every duration is known to
 * within 5 % (the square root of 1.1) however long it is. Shorter than a tenth of a second counts as that.
 */
const SHORTEST_SECONDS = 0.1;
const GROWTH = 1.1;

/** Step → how many durations fell into it. */
export type Histogram = ReadonlyMap<number, number>;

/** The step of a duration in seconds, as an expression of SQL; the same as `stepOf`. */
export function stepInSql(seconds: string): string {
  return `floor(ln(greatest((${seconds})::float8, ${SHORTEST_SECONDS}) / ${SHORTEST_SECONDS}) / ln(${GROWTH}::float8))::smallint`;
}

export function stepOf(seconds: number): number {
  return Math.floor(Math.log(Math.max(seconds, SHORTEST_SECONDS) / SHORTEST_SECONDS) / Math.log(GROWTH));
}

/** @param share 0.5 for the median; nearest rank. @returns seconds to within 5 %, or null when nothing was measured */
export function percentile(histogram: Histogram, share: number): number | null {
  const steps = [...histogram].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = steps.reduce((all, [, count]) => all + count, 0);
  const rank = Math.max(1, Math.ceil(total * share));
  let seen = 0;
  for (const [step, count] of steps) {
    seen += count;
    if (seen >= rank) return Number((SHORTEST_SECONDS * GROWTH ** (step + 0.5)).toPrecision(4));
  }
  return null;
}
