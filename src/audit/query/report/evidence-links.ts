import { definitionOf } from '../../catalogue/catalogue';
import type { AuditEventFilter } from '../audit-query.dto';

/** Where exactly these events are listed. */
export function eventsAddress(
  filter: {
    [Key in keyof AuditEventFilter]: AuditEventFilter[Key] | string | null;
  },
): string {
  const parameters = Object.entries(filter).flatMap(([key, value]): [string, string][] =>
    value === null || value === undefined
      ? []
      : [[key, value instanceof Date ? value.toISOString() : String(value)]],
  );
  return `/api/audit/events?${new URLSearchParams(parameters)}`;
}

export function criterionOf(type: string): string | null {
  return definitionOf(type)?.criterion ?? null;
}
