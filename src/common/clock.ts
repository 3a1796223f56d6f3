/** The one source of "now". Replicas must agree on it, see `DatabaseClock`; tests inject a fixed one. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function after(time: Date, milliseconds: number): Date {
  return new Date(time.getTime() + milliseconds);
}
