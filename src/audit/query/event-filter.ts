import { addressOf } from '../../common/http/address-network';
import type { AuditEventFilter } from './audit-query.dto';
import { leastIdAfter, leastIdSince } from './time-filter';

/** Conditions on `audit_events AS e`, with their values as `$1`, `$2` … */
export interface Conditions {
  text: string[];
  values: unknown[];
}

/** As the log keeps what somebody looked for: an address tells of a person, and what is in `details` cannot be erased. */
export function recordedFilter<T extends AuditEventFilter>({ ip, ...filter }: T) {
  return ip === undefined ? filter : { ...filter, ip: 'given' };
}

export function conditionsOf(filter: AuditEventFilter): Conditions {
  const conditions: Conditions = { text: [], values: [] };
  const where = (condition: string, value: unknown) => {
    if (value !== undefined && value !== null) add(conditions, condition, value);
  };
  where('e.type =', filter.type);
  where('e.actor_id =', filter.actorId);
  where('e.subject_id =', filter.subjectId);
  where('e.outcome =', filter.outcome);
  where('e.ip =', addressOf(filter.ip));
  where('e.at >=', filter.from);
  where('e.at <', filter.to);
  where('e.id >=', filter.from && leastIdSince(filter.from));
  where('e.id <', filter.to && leastIdAfter(filter.to));
  return conditions;
}

export function add({ text, values }: Conditions, condition: string, value: unknown): void {
  values.push(value);
  text.push(`${condition} $${values.length}`);
}

export function whereClause({ text }: Conditions): string {
  return text.length > 0 ? `WHERE ${text.join(' AND ')}` : '';
}
