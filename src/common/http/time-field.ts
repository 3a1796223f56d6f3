import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDate, IsOptional } from 'class-validator';
import { after } from '../clock';

/** Offsets are those that are in use: PostgreSQL refuses larger ones, and JavaScript does not. */
const form =
  /^(?!0000)(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.(\d{1,6}))?)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)$/;

/** ISO 8601 with its offset from UTC: without one nobody knows which moment is meant. A `Date` in the object. */
export function TimeField(description: string): PropertyDecorator {
  return (target, property) => {
    ApiPropertyOptional({ type: String, format: 'date-time', description })(target, property);
    Transform(({ value }) => parseTime(value) ?? value)(target, property);
    IsOptional()(target, property);
    IsDate({ message: '$property must be a time with its offset, e.g. 2026-01-31T08:00:00Z' })(
      target,
      property,
    );
  };
}

/** Rounded up to the next millisecond, which excludes and includes the same events: they are recorded in milliseconds. */
export function parseTime(text: unknown): Date | null {
  const [, day, fraction = ''] = (typeof text === 'string' && form.exec(text)) || [];
  if (day === undefined || !isDay(day)) return null;
  const time = new Date(text as string);
  return after(time, /[1-9]/.test(fraction.slice(3)) ? 1 : 0);
}

/** JavaScript takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day);
}
