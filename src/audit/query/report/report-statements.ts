import { graceEnd, methodsForLogin } from '../../../auth/sessions/policy-in-force';

/*
 * Everything is found by type and time: `audit_events_by_type` leads to events of a type by identifier, and identifiers (UUID version 7)
 * are in the order of time. Only the edges of the range are looked at event by event; between them the indexes alone are
 * counted.
 */

/** `$1` types, `$2` and `$3` the identifiers between which every event is in the range. */
export const countWithin = {
  name: 'count-events-within',
  text: `
    SELECT type, counted.events::float8 AS events, failed.events::float8 AS failures
    FROM unnest($1::text[]) AS type,
      LATERAL (SELECT count(*) AS events FROM audit_events e WHERE e.type = type.type AND e.id >= $2 AND e.id < $3) AS counted,
      LATERAL (
        SELECT count(*) AS events FROM audit_events e
        WHERE e.type = type.type AND e.id >= $2 AND e.id < $3 AND e.outcome = 'failure'
      ) AS failed
    WHERE counted.events > 0`,
};

/** The same where an event may be outside: `$4` and `$5` are the times. */
export const countAtEdge = {
  name: 'count-events-at-edge',
  text: `
    SELECT type, counted.events::float8 AS events, counted.failures::float8 AS failures
    FROM unnest($1::text[]) AS type,
      LATERAL (
        SELECT count(*) AS events, count(*) FILTER (WHERE e.outcome = 'failure') AS failures FROM audit_events e
        WHERE e.type = type.type AND e.id >= $2 AND e.id < $3 AND e.at >= $4 AND e.at < $5
      ) AS counted
    WHERE counted.events > 0`,
};

const inRange = 'e.type = type.type AND e.id >= $2 AND e.id < $3 AND e.at >= $4 AND e.at < $5';

/** Failures are few: a partial index knows them. */
export const countFailures = {
  name: 'count-failures-by-reason',
  text: `
    SELECT type, failed.reason, failed.events::float8 AS events
    FROM unnest($1::text[]) AS type,
      LATERAL (
        SELECT e.details->>'reason' AS reason, count(*) AS events FROM audit_events e
        WHERE ${inRange} AND e.outcome = 'failure' GROUP BY 1
      ) AS failed`,
};

export const countReaders = {
  name: 'count-readers-of-log',
  text: `
    SELECT type, read.actor_id AS "actorId", read.events::float8 AS events, read.last_at AS "lastAt"
    FROM unnest($1::text[]) AS type,
      LATERAL (
        SELECT e.actor_id, count(*) AS events, max(e.at) AS last_at FROM audit_events e WHERE ${inRange} GROUP BY 1
      ) AS read`,
};

/** The newest `$6` of several types. */
export const listEvents = {
  name: 'list-events-of-types',
  text: `
    SELECT found.* FROM unnest($1::text[]) AS type,
      LATERAL (
        SELECT e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, e.type, e.outcome,
          e.actor_id AS "actorId", e.subject_type AS "subjectType", e.subject_id AS "subjectId", e.details
        FROM audit_events e WHERE ${inRange} ORDER BY e.id DESC LIMIT $6
      ) AS found
    ORDER BY found.id DESC LIMIT $6`,
};

/** Words about a person `u` go when they are erased, and nothing tells whether there were any. */
function unlessErased(words: string): string {
  return `CASE WHEN u.erased_at IS NOT NULL THEN 'erased' ELSE ${words} END`;
}

/** Why somebody was erased stays to be told. */
function proposed(words: string): string {
  return `CASE WHEN p.kind = 'user-erasure' THEN ${words} ELSE ${unlessErased(words)} END`;
}

/** Why, in the words of those who did it: they are kept beside the log, where they can be erased. */
export const findWords = {
  name: 'find-words-of-subjects',
  text: `
    SELECT p.id, ${proposed('p.reason')} AS words, ${proposed('p.ticket')} AS ticket
      FROM proposals p LEFT JOIN users u ON u.id = p.subject_id WHERE p.id = ANY ($1::uuid[])
    UNION ALL SELECT id, reason, NULL FROM two_factor_policies WHERE id = ANY ($1::uuid[])
    UNION ALL SELECT id, lift_reason, NULL FROM holds WHERE id = ANY ($1::uuid[])
    UNION ALL SELECT id, note, NULL FROM security_reports WHERE id = ANY ($1::uuid[])
    UNION ALL SELECT r.id, ${unlessErased('r.reason')}, ${unlessErased('r.ticket')}
      FROM recovery_requests r JOIN users u ON u.id = r.user_id WHERE r.id = ANY ($1::uuid[])
    UNION ALL SELECT e.id, ${unlessErased('e.justification')}, ${unlessErased('p.ticket')}
      FROM emergency_accesses e JOIN users u ON u.id = e.user_id JOIN proposals p ON p.id = e.proposal_id WHERE e.id = ANY ($1::uuid[])`,
};

/**
 * What took two admins and was under way at some time between `$1` and `$2`, newest first. Whoever rejected a recovery stands
 * where its reviewer would.
 */
export const findOverrides = {
  name: 'find-overrides-in-range',
  text: `
    SELECT o.* FROM (
      SELECT r.id, CASE WHEN r.emergency THEN 'emergency-recovery' ELSE 'recovery' END AS kind, r.status, r.user_id AS "accountId",
        coalesce(r.opened_by, r.user_id) AS "askedById", r.opened_at AS "askedAt", ${unlessErased('r.reason')} AS words,
        ${unlessErased('r.ticket')} AS ticket, coalesce(r.reviewed_by, s.actor_id) AS "reviewedById",
        coalesce(r.reviewed_at, s.at) AS "reviewedAt", CASE WHEN s.id IS NOT NULL THEN ${unlessErased('s.note')} END AS "reviewWords",
        r.ended_at AS "endedAt", e.closed_by AS "closedById", e.closed_at AS "closedAt",
        CASE WHEN e.closed_at IS NOT NULL THEN ${unlessErased('e.justification')} END AS "closingWords"
      FROM recovery_requests r JOIN users u ON u.id = r.user_id LEFT JOIN emergency_accesses e ON e.request_id = r.id
        LEFT JOIN LATERAL (
          SELECT * FROM recovery_steps WHERE request_id = r.id AND event IN ('approved', 'rejected') ORDER BY event, id DESC LIMIT 1
        ) AS s ON true
      WHERE r.opened_at < $2 AND coalesce(r.ended_at, 'infinity') >= $1
      UNION ALL
      SELECT p.id, p.kind, p.status, p.subject_id, p.opened_by, p.opened_at, ${proposed('p.reason')}, ${proposed('p.ticket')},
        p.decided_by, p.decided_at, CASE WHEN p.note IS NOT NULL THEN ${proposed('p.note')} END,
        coalesce(p.decided_at, CASE WHEN p.status = 'expired' THEN p.expires_at END), NULL, NULL, NULL
      FROM proposals p LEFT JOIN users u ON u.id = p.subject_id
      WHERE p.opened_at < $2 AND coalesce(p.decided_at, p.expires_at) >= $1
    ) AS o ORDER BY o.id DESC LIMIT $3`,
};

/** Those who act on others. */
export const findStaff = {
  name: 'find-staff-by-id',
  text: `
    SELECT id, name, account_type AS "accountType" FROM users
    WHERE id = ANY ($1::uuid[]) AND account_type IN ('admin', 'auditor')`,
};

/** Versions that were in force at some time between `$1` and `$2`. */
export const findPolicies = {
  name: 'find-policies-in-range',
  text: `
    SELECT id, "accountType", version, enforcement, "graceDays", methods, "minimumLogin", "startsAt", "endsAt", "authorId", words FROM (
      SELECT p.id, p.account_type AS "accountType", p.version, p.enforcement, p.grace_days AS "graceDays", p.methods,
        p.minimum_login AS "minimumLogin", p.starts_at AS "startsAt", p.author_id AS "authorId", p.reason AS words,
        (SELECT min(n.starts_at) FROM two_factor_policies n WHERE n.account_type = p.account_type AND n.version > p.version) AS "endsAt"
      FROM two_factor_policies p WHERE p.starts_at < $2
    ) AS v WHERE "endsAt" IS NULL OR ("endsAt" > $1 AND "endsAt" > "startsAt")
    ORDER BY "accountType", version DESC LIMIT 200`,
};

/** How accounts were protected at `$1`, under the policy of that moment: factors tell when they were confirmed and removed. */
export const countCoverage = {
  name: 'count-coverage-of-policies',
  text: `
    WITH p AS (
      SELECT DISTINCT ON (account_type) * FROM two_factor_policies WHERE starts_at <= $1 ORDER BY account_type, version DESC
    ), held AS (
      SELECT user_id, array_agg(DISTINCT method) AS methods FROM factors
      WHERE confirmed_at <= $1 AND (removed_at IS NULL OR removed_at > $1) GROUP BY user_id
    ), judged AS (
      SELECT u.account_type, p.enforcement, p.version, f.user_id IS NOT NULL AS protected,
        coalesce(f.methods && ${methodsForLogin}, false) AS sufficient, ${graceEnd} AS grace_end
      FROM users u JOIN p ON p.account_type = u.account_type LEFT JOIN held f ON f.user_id = u.id
      WHERE u.created_at <= $1 AND u.email_verified_at <= $1 AND (u.erased_at IS NULL OR u.erased_at > $1)
    )
    SELECT account_type AS "accountType", min(enforcement) AS enforcement, min(version) AS version, count(*)::float8 AS accounts,
      count(*) FILTER (WHERE protected)::float8 AS "withFactor",
      count(*) FILTER (WHERE sufficient)::float8 AS "withSufficientFactor",
      count(*) FILTER (WHERE NOT sufficient AND grace_end > $1)::float8 AS "inGrace",
      count(*) FILTER (WHERE NOT sufficient AND grace_end <= $1)::float8 AS "beyondGrace"
    FROM judged GROUP BY account_type ORDER BY account_type`,
};
