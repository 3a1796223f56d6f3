import type { RetentionClass } from '../catalogue/event-definition';
import { type CommittedEvent, leafEntry } from '../sealed-event';
import { leafHash } from '../tree/merkle-tree';

/** The schema version from which on events commit to their class of retention. */
const COMMITS_TO_RETENTION = 3;

/** An event as `eventColumns` reads it. */
export interface EventRow {
  id: string;
  at: string;
  type: string;
  outcome: CommittedEvent['outcome'];
  actorId: string | null;
  subjectType: string;
  subjectId: string | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  details: Record<string, unknown>;
  schemaVersion: number;
  mac: Buffer | null;
  personalSalt: Buffer | null;
  personalDigest: Buffer | null;
  retention: RetentionClass;
}

/** Of `audit_events AS e`. `abbrev` tells an address as `host` does, but not one that was made a network. */
export const eventColumns = `
  e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, e.type, e.outcome, e.actor_id AS "actorId",
  e.subject_type AS "subjectType", e.subject_id AS "subjectId", abbrev(e.ip) AS ip, e.user_agent AS "userAgent",
  e.request_id AS "requestId", e.details, e.schema_version AS "schemaVersion", e.mac, e.personal_salt AS "personalSalt",
  e.personal_digest AS "personalDigest", e.retention`;

export function committedOf(row: EventRow): CommittedEvent {
  const { id, at, type, outcome, actorId, requestId, details, schemaVersion } = row;
  return {
    ...{ id, at, type, outcome, actorId, requestId, details, schemaVersion },
    subject: { type: row.subjectType, id: row.subjectId },
    personalDigest: row.personalDigest?.toString('hex') ?? null,
    retention: schemaVersion >= COMMITS_TO_RETENTION ? row.retention : undefined,
  };
}

export function leafHashOf(row: EventRow): Buffer {
  return leafHash(leafEntry(committedOf(row), row.mac));
}
