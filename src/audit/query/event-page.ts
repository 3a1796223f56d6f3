import type { EntityManager } from 'typeorm';
import { execute, type Statement } from '../../common/database/sql';
import type { AuditEventFilter } from './audit-query.dto';
import { add, conditionsOf, whereClause } from './event-filter';

/** Rows without a digest never had a salt. */
const isErased = 'e.personal_salt IS NULL AND e.personal_digest IS NOT NULL';

export const viewColumns = `
  e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, e.type, e.outcome, e.actor_id AS "actorId",
  e.subject_type AS "subjectType", e.subject_id AS "subjectId",
  CASE WHEN ${isErased} THEN 'erased' ELSE host(e.ip) END AS ip, CASE WHEN ${isErased} THEN 'erased' ELSE e.user_agent END AS "userAgent",
  e.request_id AS "requestId", e.details, e.schema_version AS "schemaVersion", l.sequence::float8 AS sequence`;

/**
 * Each set of filters has its own best index, and a time or a position rules out months: worth a plan of its own. No partition is
 * read from end to end, be it small today, and nothing is sorted that an index has in order.
 */
export const planForValues: Statement = {
  name: 'plan-for-these-values',
  text: `
    SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'off', true),
      set_config('enable_incremental_sort', 'off', true)`,
};

/**
 * Identifiers are unique, so what follows them orders nothing. It is what the indexes of filters have and the primary key has not:
 * in a month without any such event the planner would otherwise go through the primary key, and so through the whole month.
 */
const orders = {
  newestFirst: {
    past: 'e.id <',
    by: 'e.id DESC',
    byFilter: 'e.id DESC, e.type DESC, e.outcome DESC, e.at DESC',
  },
  oldestFirst: { past: 'e.id >', by: 'e.id', byFilter: 'e.id, e.type, e.outcome, e.at' },
};

export interface EventPage {
  filter: AuditEventFilter;
  /** Of the event `e` and its leaf `l`, which is null until it is sealed. */
  columns: string;
  order: keyof typeof orders;
  /** The last event of the page before. */
  position: string | null;
  limit: number;
}

/**
 * Their identifiers are found first, from indexes alone where one covers all filters; then only these events are fetched.
 * `OFFSET 0`: by one look-up each, whatever the planner thinks of their number.
 */
export function pageStatement({ filter, columns, order, position, limit }: EventPage): {
  text: string;
  values: unknown[];
} {
  const { past, by, byFilter } = orders[order];
  const conditions = conditionsOf(filter);
  if (position !== null) add(conditions, past, position);
  const { type, actorId, subjectId, ip } = filter;
  return {
    text: `
      WITH page AS MATERIALIZED (
        SELECT e.id FROM audit_events e ${whereClause(conditions)}
        ORDER BY ${type || actorId || subjectId || ip ? byFilter : by} LIMIT ${limit})
      SELECT ${columns}
      FROM page CROSS JOIN LATERAL (SELECT * FROM audit_events WHERE id = page.id OFFSET 0) AS e
        LEFT JOIN audit_leaves l ON l.event_id = e.id
      ORDER BY ${by}`,
    values: conditions.values,
  };
}

export async function findEvents<Row>(manager: EntityManager, page: EventPage): Promise<Row[]> {
  const { text, values } = pageStatement(page);
  const [, found] = await Promise.all([execute(manager, planForValues), manager.query(text, values)]);
  return found;
}
