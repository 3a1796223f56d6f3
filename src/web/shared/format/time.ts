import { locale } from './money';

/** A day, and the time of day where it matters, as people in this place write them. */
export function formatTime(time: string | Date): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(time),
  );
}

export function formatDay(time: string | Date): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(time));
}

export function formatTimeOfDay(time: string | Date): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: 'short' }).format(new Date(time));
}

/** What is left, as on a clock: 9:05, or 1:09:05 from an hour on. Never below 0:00. */
export function formatCountdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  const two = (part: number) => String(part).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  const end = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${end}` : `${minutes}:${end}`;
}

/** How far ahead, in the largest unit that fits: "in 6 days", "in 3 hours". @param milliseconds not negative */
export function formatFromNow(milliseconds: number, language = locale()): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  const minutes = Math.ceil(milliseconds / 60_000);
  if (minutes < 60) return format.format(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? format.format(hours, 'hour') : format.format(Math.floor(hours / 24), 'day');
}
