import { after, DAY, HOUR } from '../common/clock';

export const bucketSizes = ['hour', 'day', 'week', 'month'] as const;
export type BucketSize = (typeof bucketSizes)[number];

/** How many days may be asked for at once: some hundred buckets of any size. */
export const longestDays: Record<BucketSize, number> = { hour: 31, day: 400, week: 1_200, month: 1_200 };

export interface TimeRange {
  from: Date;
  /** Not part of it. */
  to: Date;
}

/** Everything is counted by whole hours. */
export function wholeHours({ from, to }: TimeRange): TimeRange {
  const floor = (time: Date) => time.getTime() - modulo(time.getTime(), HOUR);
  return { from: new Date(floor(from)), to: new Date(floor(after(to, HOUR - 1))) };
}

/** One after another, in UTC; the first and the last end where the range does. Weeks begin on Monday, as PostgreSQL's do. */
export function bucketsOf({ from, to }: TimeRange, size: BucketSize): (TimeRange & { start: Date })[] {
  const buckets: (TimeRange & { start: Date })[] = [];
  for (let start = startOf(from, size); start < to; start = next(start, size)) {
    const end = next(start, size);
    buckets.push({ start, from: start < from ? from : start, to: end > to ? to : end });
  }
  return buckets;
}

function startOf(time: Date, size: BucketSize): Date {
  const day = new Date(time);
  if (size === 'hour') return new Date(time.getTime() - modulo(time.getTime(), HOUR));
  day.setUTCHours(0, 0, 0, 0);
  if (size === 'week') return after(day, -modulo(day.getUTCDay() - 1, 7) * DAY);
  if (size === 'month') day.setUTCDate(1);
  return day;
}

function next(start: Date, size: BucketSize): Date {
  if (size !== 'month') return after(start, { hour: HOUR, day: DAY, week: 7 * DAY }[size]);
  const month = new Date(start);
  month.setUTCMonth(month.getUTCMonth() + 1);
  return month;
}

function modulo(value: number, base: number): number {
  return ((value % base) + base) % base;
}
