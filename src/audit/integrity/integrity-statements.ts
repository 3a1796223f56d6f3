import { eventColumns } from '../sealing/event-row';

export const findProgress = {
  name: 'find-audit-verification',
  text: `
    SELECT position, seen_mac AS "seenMac", pass_started_at AS "passStartedAt", passed_size AS "passedSize", passed_at AS "passedAt", note
    FROM audit_verification`,
};

/** Only from where it was read: of two that verify at once, one counts. */
export const saveProgress = {
  name: 'save-audit-verification',
  text: `
    INSERT INTO audit_verification AS v (id, position, seen_mac, pass_started_at, passed_size, passed_at, note)
    VALUES (true, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (id) DO UPDATE SET position = $2, seen_mac = $3, pass_started_at = $4, passed_size = $5, passed_at = $6, note = $7
    WHERE v.position = $1`,
};

/** Of `audit_leaves AS l` and its event, `audit_events AS e`: all that a place is checked by, see `PlaceRow`. */
export const placeColumns = `
  l.sequence, l.event_id AS "eventId", l.hash, l.mac AS "leafMac",
  l.retention AS "leafRetention", ${eventColumns},
    e.personal_digest IS NULL OR e.personal_salt IS NOT NULL OR EXISTS (
      SELECT FROM audit_events x
      WHERE x.subject_id = person_of_audit_event(e.actor_id, e.subject_type, e.subject_id)
        AND x.type = 'account.erased' AND x.retention = 'permanent' AND x.mac IS NOT NULL
    ) AS "mayLackPlace"`;

/** Places that are empty are left out; an event that is gone leaves nulls. `OFFSET 0`: one look-up an event, never a scan of all. */
export const findPlaces = {
  name: 'find-audit-places',
  text: `
    SELECT ${placeColumns}
    FROM audit_leaves l LEFT JOIN LATERAL (SELECT * FROM audit_events WHERE id = l.event_id OFFSET 0) AS e ON true
    WHERE l.sequence >= $1 AND l.sequence < $2 ORDER BY l.sequence`,
};

/** Signed for sizes above `$1`, up to `$2`. */
export const findCheckpointsWithin = {
  name: 'find-audit-checkpoints-within',
  text: 'SELECT size, note FROM audit_checkpoints WHERE size > $1 AND size <= $2 ORDER BY size',
};

/**
 * Events without a place that everybody had passed long ago, by the numbers of transactions in the cluster `$2`; and those of
 * transactions that have not even begun, which would never get a place.
 */
export const findOutsideEvents = {
  name: 'find-audit-events-outside',
  text: `
    SELECT e.id FROM audit_events e, pg_control_system() AS c
    WHERE (e.xid < $1 OR (c.system_identifier::text = $2 AND e.xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint))
      AND NOT EXISTS (SELECT FROM audit_leaves WHERE event_id = e.id)
    ORDER BY e.id LIMIT 100`,
};

/** Of the events `$1`, which have a place and which are there at all. One look-up each: never a scan of all. */
export const findExpected = {
  name: 'find-expected-audit-events',
  text: `
    SELECT p.id, p."hasPlace", p."hasPlace" OR (SELECT id FROM audit_events WHERE id = p.id LIMIT 1) IS NOT NULL AS "isThere"
    FROM (
      SELECT w.id, (SELECT sequence FROM audit_leaves WHERE event_id = w.id) IS NOT NULL AS "hasPlace"
      FROM unnest($1::uuid[]) AS w (id) OFFSET 0
    ) AS p`,
};

export const findWaiting = {
  name: 'find-audit-events-waiting',
  text: `
    SELECT count(*)::int AS events, min(w.at) AS "oldestAt" FROM (
      SELECT e.at FROM audit_events e
      WHERE e.xid >= $1 AND (SELECT sequence FROM audit_leaves WHERE event_id = e.id) IS NULL LIMIT 10000
    ) AS w`,
};

export const insertFinding = {
  name: 'insert-audit-finding',
  text: `
    INSERT INTO audit_findings (id, fault, place, sequence, event_id, found_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (fault, place) DO NOTHING`,
};

export const findFindings = {
  name: 'find-audit-findings',
  text: `
    SELECT fault, sequence, event_id AS "eventId", place, found_at AS "foundAt" FROM audit_findings ORDER BY id LIMIT 1000`,
};
