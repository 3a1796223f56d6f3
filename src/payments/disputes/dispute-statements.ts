/** Locked, so that reports of one charge are followed up one after another, the first ones too. */
export const lockCharge = {
  name: 'lock-charge',
  text: 'SELECT id, client_id AS "clientId" FROM authorizations WHERE gateway_reference = $1 FOR UPDATE',
};

/** Read behind the lock. */
export const findDispute = {
  name: 'find-dispute',
  text: 'SELECT status FROM disputes WHERE id = $1',
};

/** Touches nothing when the report tells nothing new. What the bank has decided is not opened again: not by an answer that was overtaken. */
export const recordDispute = {
  name: 'record-dispute',
  text: `
    INSERT INTO disputes AS d (id, authorization_id, amount, currency, reason, status, opened_at, closed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $6 <> 'open' THEN $8::timestamptz END)
    ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, reason = excluded.reason, status = excluded.status,
      closed_at = CASE WHEN excluded.status <> 'open' THEN coalesce(d.closed_at, excluded.closed_at) END
    WHERE (d.amount, d.reason, d.status) IS DISTINCT FROM (excluded.amount, excluded.reason, excluded.status)
      AND NOT (d.status IN ('won', 'lost') AND excluded.status = 'open')
    RETURNING d.id`,
};

export const findDisputedPayments = {
  name: 'find-disputed-payments',
  text: `
    SELECT id, client_id AS "clientId", payee_id AS "payeeId" FROM payments
    WHERE authorization_id = $1 AND status = 'released' ORDER BY id`,
};
