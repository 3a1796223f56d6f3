import { eventColumns } from './event-row';

/** One sealer among all replicas; given back when its transaction ends, however that ends. */
export const leadSealing = {
  name: 'lead-sealing',
  text: `SELECT pg_try_advisory_xact_lock(hashtextextended('shopflow audit sealing', 0)) AS leads`,
};

/** Transactions below `xmin` have ended, and every later statement sees what they wrote. */
export const findHorizon = {
  name: 'find-sealing-horizon',
  text: `
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin, system_identifier::text AS cluster
    FROM pg_control_system()`,
};

export const findHead = {
  name: 'find-log-head',
  text: `
    SELECT size, note, cluster, sealed_below AS "sealedBelow", sealed_at AS "sealedAt"
    FROM audit_checkpoints ORDER BY size DESC LIMIT 1`,
};

/**
 * Below `$1` everything is sealed, from `$2` on somebody may still be writing. A part of the range may be sealed already: looked
 * up one by one, because there are few, and never by reading all places.
 */
export const findUnsealed = {
  name: 'find-unsealed-events',
  text: `
    SELECT ${eventColumns}, e.xid FROM audit_events e
    WHERE e.xid >= $1 AND e.xid < $2 AND (SELECT sequence FROM audit_leaves WHERE event_id = e.id) IS NULL
    ORDER BY e.xid, e.id LIMIT $3`,
};

/** In a cluster to which the log was restored, the old numbers of transactions say nothing; what is visible has been committed. */
export const findUnsealedOfOtherCluster = {
  name: 'find-unsealed-events-of-other-cluster',
  text: `
    SELECT ${eventColumns}, e.xid FROM audit_events e
    WHERE NOT EXISTS (SELECT FROM audit_leaves WHERE event_id = e.id) ORDER BY e.id LIMIT $1`,
};

export const insertLeaves = {
  name: 'insert-audit-leaves',
  text: `
    INSERT INTO audit_leaves (sequence, event_id, hash, mac, retention)
    SELECT $1::bigint + l.ord - 1, l.event_id, l.hash, l.mac, l.retention
    FROM unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::text[]) WITH ORDINALITY AS l (event_id, hash, mac, retention, ord)`,
};

export const insertSubtrees = {
  name: 'insert-audit-subtrees',
  text: `
    INSERT INTO audit_subtrees (level, position, hash)
    SELECT $1, $2::bigint + s.ord - 1, s.hash FROM unnest($3::bytea[]) WITH ORDINALITY AS s (hash, ord)`,
};

export const insertCheckpoint = {
  name: 'insert-audit-checkpoint',
  text: `INSERT INTO audit_checkpoints (size, note, sealed_at, cluster, sealed_below) VALUES ($1, $2, $3, $4, $5)`,
};

/** Stored hashes of the ranges `[$2, $3)` at the levels `$1`, range after range. */
export const findHashes = {
  name: 'find-tree-hashes',
  text: `
    SELECT r.ord::int AS range, h.hash
    FROM unnest($1::int[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS r (level, first, past, ord)
      CROSS JOIN LATERAL (
        SELECT sequence AS position, hash FROM audit_leaves WHERE r.level = 0 AND sequence >= r.first AND sequence < r.past
        UNION ALL
        SELECT position, hash FROM audit_subtrees WHERE level = r.level AND position >= r.first AND position < r.past
      ) AS h
    ORDER BY r.ord, h.position`,
};

export const findSigningKeys = {
  name: 'find-audit-signing-keys',
  text: `SELECT id, verifier_key AS "verifierKey", sealed_seed AS "sealedSeed" FROM audit_signing_keys ORDER BY id DESC`,
};

export const insertSigningKey = {
  name: 'insert-audit-signing-key',
  text: `INSERT INTO audit_signing_keys (id, verifier_key, sealed_seed, created_at) VALUES ($1, $2, $3, $4)`,
};
