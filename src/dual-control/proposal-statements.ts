const columns = `
  p.id, p.kind, p.target, p.subject_id AS "subjectId", p.payload, p.reason, p.ticket, p.status, p.opened_by AS "openedBy",
  p.opened_at AS "openedAt", p.expires_at AS "expiresAt", p.decided_by AS "decidedBy", p.decided_at AS "decidedAt", p.note`;

export const insertProposal = {
  name: 'insert-proposal',
  text: `
    INSERT INTO proposals (id, kind, target, subject_id, payload, reason, ticket, status, opened_by, opened_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10)
    ON CONFLICT (kind, target) WHERE status = 'open' DO NOTHING`,
};

export const lockProposal = {
  name: 'lock-proposal',
  text: `SELECT ${columns} FROM proposals p WHERE p.id = $1 FOR UPDATE`,
};

export const decideProposal = {
  name: 'decide-proposal',
  text: `
    UPDATE proposals SET status = $2, decided_by = $3, decided_at = $4, note = $5
    WHERE id = $1 AND status = 'open' AND expires_at > $4`,
};

export const expireProposals = {
  name: 'expire-proposals',
  text: `
    UPDATE proposals SET status = 'expired' WHERE id IN (
      SELECT id FROM proposals WHERE status = 'open' AND expires_at <= $1 ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, subject_id AS "subjectId"`,
};

/** Keeps their rights as they are until the transaction ends. */
export const holdAdmins = {
  name: 'hold-admins',
  text: `SELECT id FROM users WHERE id = ANY ($1::uuid[]) AND account_type = 'admin' ORDER BY id FOR SHARE`,
};

const shown = `
  SELECT ${columns}, s.name AS "subjectName", s.email AS "subjectEmail", s.account_type AS "subjectAccountType",
    o.name AS "openerName", d.name AS "deciderName"
  FROM proposals p JOIN users o ON o.id = p.opened_by LEFT JOIN users s ON s.id = p.subject_id
    LEFT JOIN users d ON d.id = p.decided_by`;

export const findShownProposal = { name: 'find-shown-proposal', text: `${shown} WHERE p.id = $1` };

export const listShownProposals = {
  name: 'list-shown-proposals',
  text: `
    ${shown}
    WHERE p.id < $1 AND ($2::text IS NULL OR p.kind = $2) AND ($3::uuid IS NULL OR p.subject_id = $3)
      AND ($4::text IS NULL OR $4 = CASE WHEN p.status = 'open' AND p.expires_at <= $5 THEN 'expired' ELSE p.status END)
    ORDER BY p.id DESC LIMIT $6`,
};
