const columns = `
  r.id, r.user_id AS "userId", r.status, r.opened_by AS "openedBy", r.reason, r.ticket, r.opened_at AS "openedAt",
  r.code_proven_at AS "codeProvenAt", r.emergency, r.reviewed_by AS "reviewedBy", r.reviewed_at AS "reviewedAt",
  r.due_at AS "dueAt", r.session_id AS "sessionId", r.ended_at AS "endedAt",
  u.email, u.name, u.account_type AS "accountType"`;

const requests = 'recovery_requests r JOIN users u ON u.id = r.user_id';

export const insertRequest = {
  name: 'insert-recovery-request',
  text: `
    INSERT INTO recovery_requests (id, user_id, status, opened_by, reason, ticket, ip, device, opened_at, code_proven_at, due_at, veto_hash,
      emergency, reviewed_by, reviewed_at, link_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, CASE WHEN $14::uuid IS NOT NULL THEN $9::timestamptz END, $15)
    ON CONFLICT (user_id) WHERE ended_at IS NULL DO NOTHING RETURNING id`,
};

export const insertStep = {
  name: 'insert-recovery-step',
  text: `
    INSERT INTO recovery_steps (id, request_id, event, status, actor, actor_id, note, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

/** A session that it opened stays with it; a link is good in one state only. */
export const moveRequest = {
  name: 'move-recovery-request',
  text: `
    UPDATE recovery_requests SET status = $3, due_at = $4, ended_at = CASE WHEN $4::timestamptz IS NULL THEN $5::timestamptz END,
      reviewed_by = coalesce($6, reviewed_by), reviewed_at = CASE WHEN $6::uuid IS NULL THEN reviewed_at ELSE $5 END,
      link_hash = $7, session_id = coalesce($8, session_id)
    WHERE id = $1 AND status = $2`,
};

export const proveCode = {
  name: 'prove-recovery-code-of-request',
  text: `
    UPDATE recovery_requests SET code_proven_at = $2
    WHERE id = $1 AND status = 'requested' AND code_proven_at IS NULL`,
};

export const findLiveOfUser = {
  name: 'find-live-recovery-request-of-user',
  text: `SELECT ${columns} FROM ${requests} WHERE r.user_id = $1 AND r.ended_at IS NULL`,
};

export const findNewestOfUser = {
  name: 'find-newest-recovery-request-of-user',
  text: `SELECT ${columns} FROM ${requests} WHERE r.user_id = $1 ORDER BY r.id DESC LIMIT 1`,
};

export const findRequest = {
  name: 'find-recovery-request',
  text: `SELECT ${columns} FROM ${requests} WHERE r.id = $1`,
};

export const findByVeto = {
  name: 'find-recovery-request-by-veto',
  text: `SELECT ${columns} FROM ${requests} WHERE r.veto_hash = $1`,
};

export const findByLink = {
  name: 'find-recovery-request-by-link',
  text: `SELECT ${columns} FROM ${requests} WHERE r.link_hash = $1`,
};

export const findBySession = {
  name: 'find-recovery-request-by-session',
  text: `SELECT ${columns} FROM ${requests} WHERE r.session_id = $1`,
};

export const findDue = {
  name: 'find-due-recovery-requests',
  text: `SELECT ${columns} FROM ${requests} WHERE r.ended_at IS NULL AND r.due_at <= $1 ORDER BY r.due_at LIMIT 100`,
};

const shown = `
  SELECT ${columns}, host(r.ip) AS ip, r.device, o.name AS "openerName", v.name AS "reviewerName"
  FROM ${requests} LEFT JOIN users o ON o.id = r.opened_by LEFT JOIN users v ON v.id = r.reviewed_by`;

export const findShown = { name: 'find-shown-recovery-request', text: `${shown} WHERE r.id = $1` };

export const listShown = {
  name: 'list-shown-recovery-requests',
  text: `
    ${shown}
    WHERE r.id < $1 AND ($2::text IS NULL OR r.status = $2) AND ($3::uuid IS NULL OR r.user_id = $3)
      AND ($4::text IS NULL OR u.account_type = $4) AND ($5::boolean IS NULL OR (r.ended_at IS NULL) = $5)
    ORDER BY r.id DESC LIMIT $6`,
};

export const listSteps = {
  name: 'list-recovery-steps',
  text: `
    SELECT s.event, s.status, s.actor, s.actor_id AS "actorId", a.name AS "actorName", s.note, s.at
    FROM recovery_steps s LEFT JOIN users a ON a.id = s.actor_id WHERE s.request_id = $1 ORDER BY s.id`,
};

/** What a reviewer should know of the account. No secrets. */
export const findFacts = {
  name: 'find-facts-for-recovery-review',
  text: `
    SELECT u.created_at AS "createdAt", u.password_changed_at AS "passwordChangedAt", u.email_changed_at AS "emailChangedAt",
      u.recovered_at AS "recoveredAt",
      (SELECT max(s.second_factor_at) FROM sessions s WHERE s.user_id = u.id AND s.second_factor_at IS NOT NULL) AS "lastProvenAt",
      ARRAY (SELECT DISTINCT f.method FROM factors f WHERE f.user_id = u.id AND f.status = 'active') AS methods,
      (SELECT count(*)::int FROM backup_codes c WHERE c.user_id = u.id AND c.used_at IS NULL) AS "backupCodesRemaining"
    FROM users u WHERE u.id = $1`,
};

export const findUserForRecovery = {
  name: 'find-user-for-recovery',
  text: `
    SELECT id AS "userId", email, name, account_type AS "accountType" FROM users
    WHERE (id = $1 OR email = $2) AND email_verified_at IS NOT NULL`,
};

export const markRecovered = {
  name: 'mark-account-recovered',
  text: 'UPDATE users SET recovered_at = $2 WHERE id = $1',
};
