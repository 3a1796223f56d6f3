export interface LocalTime {
  /** E.g. `2026-03-29`. */
  day: string;
  /** 0 to 23. */
  hour: number;
}

/** What calendar and clock on the wall show at these instants, summer time included. @throws RangeError for an unknown zone */
export function localTimes(timeZone: string, instants: readonly Date[]): LocalTime[] {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  return instants.map((instant) => {
    const [day = '', hour] = format.format(instant).split(', ');
    return { day, hour: Number(hour) };
  });
}
