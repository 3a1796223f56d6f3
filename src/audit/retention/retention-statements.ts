import { placeColumns } from '../integrity/integrity-statements';
import { eventColumns } from '../sealing/event-row';

/** For the rest of the transaction: only the owner of the tables makes and drops partitions, and nobody waits long for it. */
export const actAsOwner = {
  name: 'act-as-owner-of-tables',
  text: `SELECT set_config('role', 'none', true), set_config('lock_timeout', '1s', true)`,
};

export const makeMonth = {
  name: 'make-audit-month',
  text: `SELECT make_audit_month($1, ($2 || '-01')::date) AS made`,
};

export const dropMonth = {
  name: 'drop-audit-month',
  text: `SELECT drop_audit_month($1, ($2 || '-01')::date) AS events`,
};

/** Months that have a partition. */
export const findMonths = {
  name: 'find-audit-months',
  text: `
    SELECT m[1] AS retention, m[2] || '-' || m[3] AS month
    FROM pg_partition_tree('audit_events'), regexp_match(relid::text, '^audit_events_([a-z]+)_(\\d{4})_(\\d{2})$') AS m
    WHERE isleaf AND m IS NOT NULL`,
};

/**
 * Months before `$1` that hold events in the default partition, because they came when nobody had made theirs. Identifiers of
 * other versions than 7 tell no time.
 */
export const findStrayMonths = {
  name: 'find-audit-months-without-partition',
  text: `
    SELECT DISTINCT e.retention, to_char(
      to_timestamp(('x' || left(replace(e.id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM') AS month
    FROM (
      SELECT id, retention FROM audit_events_security_default UNION ALL SELECT id, retention FROM audit_events_approvals_default
    ) AS e
    WHERE e.id < least_audit_id(($1 || '-01')::timestamp) AND substr(e.id::text, 15, 1) = '7'`,
};

/** The places of a month of a class, whether their events are there or not. */
export const findMonthPlaces = {
  name: 'find-places-of-audit-month',
  text: `
    SELECT min(l.sequence) AS first, max(l.sequence) AS last, count(l.sequence) AS places,
      (SELECT count(*) FROM audit_events WHERE retention = $1 AND id >= m.first AND id < m.past) AS events
    FROM (SELECT least_audit_id(($2 || '-01')::timestamp) AS first,
        least_audit_id(($2 || '-01')::timestamp + interval '1 month') AS past) AS m
      LEFT JOIN audit_leaves l ON l.event_id >= m.first AND l.event_id < m.past AND l.retention = $1
    GROUP BY m.first, m.past`,
};

/** Of a month of a class, the places from `$3` up to, but without, `$4`. */
export const findPlacesOfMonth = {
  name: 'find-audit-places-of-month',
  text: `
    SELECT ${placeColumns}
    FROM audit_leaves l LEFT JOIN LATERAL (SELECT * FROM audit_events WHERE id = l.event_id OFFSET 0) AS e ON true
    WHERE l.sequence >= $3 AND l.sequence < $4 AND l.retention = $1
      AND l.event_id >= least_audit_id(($2 || '-01')::timestamp)
      AND l.event_id < least_audit_id(($2 || '-01')::timestamp + interval '1 month')
    ORDER BY l.sequence`,
};

export const findDroppedMonths = {
  name: 'find-dropped-audit-months',
  text: `
    SELECT ${eventColumns}, l.sequence, l.hash FROM audit_events e LEFT JOIN audit_leaves l ON l.event_id = e.id
    WHERE e.retention = 'permanent' AND e.type = 'audit.month_dropped' ORDER BY e.id`,
};
