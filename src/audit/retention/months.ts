import type { RetentionClass } from '../catalogue/event-definition';

/** Classes whose events are dropped, a month at a time. */
export type DroppedClass = Exclude<RetentionClass, 'permanent'>;
export const droppedClasses: readonly DroppedClass[] = ['security', 'approvals'];

/** The events of a class whose identifiers were made in a month. */
export interface AuditMonth {
  retention: DroppedClass;
  /** In UTC, e.g. `2026-11`. */
  month: string;
}

/** How many months after its end a month of events is kept, by class. */
export type RetentionMonths = Readonly<Record<DroppedClass, number>>;

/** Partitions are made so far ahead that the job may fail for weeks before anything has to go to the default partition. */
const MONTHS_AHEAD = 2;

/** The running month and those after it. */
export function monthsAhead(now: Date): AuditMonth[] {
  const running = numberOf(monthOf(now));
  return Array.from({ length: MONTHS_AHEAD + 1 }, (_, at) => nameOf(running + at)).flatMap((month) =>
    droppedClasses.map((retention) => ({ retention, month })),
  );
}

/** Those of the months that were over so long ago that even their last event is past its retention, oldest first. */
export function monthsPastRetention(
  months: readonly AuditMonth[],
  kept: RetentionMonths,
  now: Date,
): AuditMonth[] {
  const running = numberOf(monthOf(now));
  return months
    .filter(({ retention, month }) => numberOf(month) + 1 + kept[retention] <= running)
    .sort((a, b) => numberOf(a.month) - numberOf(b.month));
}

function monthOf(time: Date): string {
  return time.toISOString().slice(0, 'YYYY-MM'.length);
}

function numberOf(month: string): number {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return year * 12 + number - 1;
}

function nameOf(number: number): string {
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
}
