export const insertEmergency = {
  name: 'insert-emergency-access',
  text: `
    INSERT INTO emergency_accesses (id, request_id, proposal_id, user_id, opened_by, confirmed_by, granted_at, close_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

const columns = `
  e.id, e.request_id AS "requestId", e.proposal_id AS "proposalId", e.user_id AS "userId", e.opened_by AS "openedBy",
  e.confirmed_by AS "confirmedBy", e.granted_at AS "grantedAt", e.close_by AS "closeBy", e.flagged_at AS "flaggedAt",
  e.closed_by AS "closedBy", e.closed_at AS "closedAt", e.justification`;

export const lockEmergency = {
  name: 'lock-emergency-access',
  text: `SELECT ${columns} FROM emergency_accesses e WHERE e.id = $1 FOR UPDATE`,
};

export const closeEmergency = {
  name: 'close-emergency-access',
  text: `
    UPDATE emergency_accesses SET closed_by = $2, closed_at = $3, justification = $4 WHERE id = $1 AND closed_at IS NULL`,
};

export const flagOverdue = {
  name: 'flag-overdue-emergency-accesses',
  text: `
    UPDATE emergency_accesses SET flagged_at = $1 WHERE id IN (
      SELECT id FROM emergency_accesses WHERE closed_at IS NULL AND flagged_at IS NULL AND close_by <= $1
      ORDER BY close_by LIMIT 100 FOR UPDATE SKIP LOCKED)
    RETURNING id`,
};

export const listEmergencies = {
  name: 'list-emergency-accesses',
  text: `
    SELECT ${columns}, p.reason, p.ticket, u.name, u.email, u.account_type AS "accountType", o.name AS "openerName",
      c.name AS "confirmerName", x.name AS "closerName", r.status AS "recoveryStatus"
    FROM emergency_accesses e JOIN proposals p ON p.id = e.proposal_id JOIN users u ON u.id = e.user_id
      JOIN users o ON o.id = e.opened_by JOIN users c ON c.id = e.confirmed_by LEFT JOIN users x ON x.id = e.closed_by
      JOIN recovery_requests r ON r.id = e.request_id
    WHERE e.id < $1 AND ($2::uuid IS NULL OR e.id = $2) AND CASE $3::text
      WHEN 'closed' THEN e.closed_at IS NOT NULL
      WHEN 'flagged' THEN e.closed_at IS NULL AND e.flagged_at IS NOT NULL
      WHEN 'open' THEN e.closed_at IS NULL AND e.flagged_at IS NULL
      ELSE true END
    ORDER BY e.id DESC LIMIT $4`,
};

/** All who are to hear of it. */
export const findWatchers = {
  name: 'find-admins-and-auditors',
  text: `SELECT id FROM users WHERE account_type IN ('admin', 'auditor') AND id <> $1 ORDER BY id`,
};
