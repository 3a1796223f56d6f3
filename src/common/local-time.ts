/** Whether it is a name of the IANA time zone database, e.g. `Europe/Zurich`. Offsets are none: they know no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** E.g. `July 1, 2026 at 2:05 PM Central European Summer Time`. */
export function localTime(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-US', {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'long',
    timeZone,
  });
  return format.format(at).replaceAll('\u202f', ' ');
}
