/** Nobody else adds anything that belongs to the person until the transaction ends. */
export const lockPerson = {
  name: 'lock-person-to-erase',
  text: `
    SELECT name, email, email_verified_at IS NOT NULL AS "isVerified", time_zone AS "timeZone", erased_at AS "erasedAt"
    FROM users WHERE id = $1 FOR UPDATE`,
};

export const findPerson = {
  name: 'find-person-to-erase',
  text: 'SELECT erased_at AS "erasedAt" FROM users WHERE id = $1',
};

const contracts = 'SELECT id FROM contracts WHERE $1 IN (client_id, payee_id)';

/** On either side. What an authorization had left when it expired has gone back by itself. */
export const countMoneyUnderWay = {
  name: 'count-money-under-way',
  text: `
    SELECT
      (SELECT count(DISTINCT a.id)::int FROM approvals a LEFT JOIN approval_items i ON i.approval_id = a.id
       WHERE a.status = 'pending' AND $1 IN (a.client_id, i.payee_id)) AS "pendingApprovals",
      (SELECT count(*)::int FROM payments
       WHERE status IN ('pending', 'processing', 'unknown', 'held') AND $1 IN (client_id, payee_id)) AS "livePayments",
      (SELECT count(*)::int FROM authorizations
       WHERE contract_id IN (${contracts})
         AND (status IN ('pending', 'voiding') OR status = 'active' AND remaining > 0 AND expires_at > $2)) AS "liveAuthorizations",
      (SELECT count(*)::int FROM disputes d JOIN authorizations a ON a.id = d.authorization_id
       WHERE d.status = 'open' AND a.contract_id IN (${contracts})) AS "openDisputes"`,
};

/** First of all: who is about to hold money for one of them has to end before, and who comes later is refused. */
export const endContracts = {
  name: 'end-contracts-of-erased',
  text: `UPDATE contracts SET status = 'ended' WHERE $1 IN (client_id, payee_id) AND status = 'active'`,
};

export const insertErasure = {
  name: 'insert-erasure',
  text: `
    INSERT INTO erasures (user_id, proposal_id, opened_by, confirmed_by, erased_at) VALUES ($1, $2, $3, $4, $5)`,
};

export const findErasuresUnderWay = {
  name: 'find-erasures-under-way',
  text: `
    SELECT user_id AS "userId", proposal_id AS "proposalId", xid, erased_at AS "erasedAt",
      pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS "oldestWriter"
    FROM erasures WHERE log_erased_at IS NULL ORDER BY erased_at LIMIT 100`,
};

const told = 'e.personal_salt IS NOT NULL OR e.ip IS NOT NULL OR e.user_agent IS NOT NULL';

/** Events of the person, and those without an actor that tell of them; see `person_of_audit_event`. */
export const eraseEvents = {
  name: 'erase-audit-events-batch',
  text: `
    WITH due AS MATERIALIZED (
      (SELECT e.id, e.retention FROM audit_events e WHERE e.actor_id = $1 AND (${told}) LIMIT 1000)
      UNION ALL
      (SELECT e.id, e.retention FROM audit_events e
       WHERE e.actor_id IS NULL AND e.subject_type IN ('user', 'payment', 'authorization') AND (${told})
         AND e.subject_id IN (
           SELECT $1::uuid UNION ALL SELECT id FROM payments WHERE client_id = $1
           UNION ALL SELECT id FROM authorizations WHERE client_id = $1)
       LIMIT 1000))
    UPDATE audit_events e SET ip = NULL, user_agent = NULL, personal_salt = NULL
    FROM due WHERE e.id = due.id AND e.retention = due.retention`,
};

export const endErasure = {
  name: 'end-erasure',
  text: 'UPDATE erasures SET log_erased_at = $2 WHERE user_id = $1 AND log_erased_at IS NULL',
};

export const listErasures = {
  name: 'list-erasures',
  text: `
    SELECT user_id AS id, proposal_id AS "proposalId", opened_by AS "openedBy", confirmed_by AS "confirmedBy", erased_at AS "erasedAt",
      log_erased_at AS "logErasedAt"
    FROM erasures WHERE user_id < $1 ORDER BY user_id DESC LIMIT $2`,
};
