interface DayRange {
  /** yyyy-mm-dd, where the reader is. */
  from?: string;
  /** Inclusive. */
  to?: string;
}

/** Moments from the first of one day to the last of another, as the API takes them; a day that is none is left out. */
export function momentsOf({ from, to }: DayRange): DayRange {
  const start = from && startOf(from, 0);
  const end = to && startOf(to, 1);
  return { ...(start && { from: start }), ...(end && { to: end }) };
}

function startOf(day: string, daysLater: number): string | undefined {
  const time = new Date(`${day}T00:00`);
  if (Number.isNaN(time.getTime())) return undefined;
  time.setDate(time.getDate() + daysLater);
  return time.toISOString();
}

/** The day, where the reader is, as date fields take it. */
export function dayOf(time: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}
