const heldFunds = `
  id, contract_id AS "contractId", currency, remaining, expires_at AS "expiresAt", payment_method AS "paymentMethod",
  captures, gateway_reference AS "gatewayReference"`;

/**
 * What lives and has something left. Where nothing lives, the newest that has expired comes instead, so that `allocate`
 * can tell why there is no money; what was used up or has expired long ago is neither read nor locked.
 */
const ofUse = (now: string) => `
  CASE WHEN a.expires_at > ${now} THEN a.remaining > 0
    ELSE NOT EXISTS (
      SELECT FROM authorizations other
      WHERE other.contract_id = a.contract_id AND other.currency = a.currency AND other.status = 'active'
        AND (other.expires_at > ${now} OR other.id > a.id)
    )
  END`;

export const lockActiveAuthorizations = {
  name: 'lock-active-authorizations',
  text: `
    SELECT ${heldFunds} FROM authorizations a
    WHERE contract_id = ANY ($1::uuid[]) AND status = 'active' AND ${ofUse('$2')} ORDER BY id FOR UPDATE`,
};

/** For an approval whose contracts are not known yet, so that it can travel with the statements that find them. */
export const lockAuthorizationsOfApproval = {
  name: 'lock-authorizations-of-approval',
  text: `
    SELECT ${heldFunds} FROM authorizations a
    WHERE contract_id IN (SELECT contract_id FROM approval_items WHERE approval_id = $1)
      AND client_id = $2 AND status = 'active' AND ${ofUse('$3')}
    ORDER BY id FOR UPDATE`,
};

export const insertPending = {
  name: 'insert-pending-authorization',
  text: `
    INSERT INTO authorizations (id, contract_id, client_id, idempotency_key, payment_method, amount, remaining, currency, status, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $6, $7, 'pending', $8) ON CONFLICT (client_id, idempotency_key) DO NOTHING`,
};

export const activate = {
  name: 'activate-authorization',
  text: `UPDATE authorizations SET status = 'active', gateway_reference = $2, expires_at = $3, captures = $4 WHERE id = $1 AND status = 'pending'`,
};

export const decline = {
  name: 'decline-authorization',
  text: `UPDATE authorizations SET status = 'declined', decline_reason = $2 WHERE id = $1 AND status = 'pending'`,
};

export const authorizationColumns = `
  id, contract_id AS "contractId", client_id AS "clientId", idempotency_key AS "idempotencyKey", payment_method AS "paymentMethod",
  amount, remaining, currency, status, gateway_reference AS "gatewayReference", created_at AS "createdAt", expires_at AS "expiresAt",
  captures, decline_reason AS "declineReason"`;

/** Page by page, so that one that stays unclear does not keep others waiting. */
export const findLeftPending = {
  name: 'find-authorizations-left-pending',
  text: `
    SELECT ${authorizationColumns} FROM authorizations
    WHERE status = 'pending' AND created_at < $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT 50`,
};

export const listAuthorizations = {
  name: 'list-authorizations',
  text: `
    SELECT ${authorizationColumns} FROM authorizations WHERE contract_id = $1 AND client_id = $2 AND id < $3
    ORDER BY id DESC LIMIT $4`,
};

export const findByReference = {
  name: 'find-authorization-by-reference',
  text: `
    SELECT id, status, currency, refunded, refunds_heard AS "refundsHeard" FROM authorizations WHERE gateway_reference = $1`,
};

/** That it has expired is a matter of time, which has come earlier than the gateway had said; once, whoever hears of it. */
export const markExpired = {
  name: 'mark-authorization-expired',
  text: `
    UPDATE authorizations SET expires_at = $2, expired_early = true
    WHERE id = $1 AND status = 'active' AND expires_at > $2 AND NOT expired_early`,
};

/** Unless somebody has recorded another total since it was read: then that one may be the newer. */
export const markRefunded = {
  name: 'mark-authorization-refunded',
  text: `
    UPDATE authorizations SET refunded = $2, refunds_heard = refunds_heard + 1 WHERE id = $1 AND refunds_heard = $3`,
};

/** The gateway may be able to tell by now. */
export const askNow = {
  name: 'ask-now-for-unknown-payments',
  text: `UPDATE payments SET lease_until = $2 WHERE authorization_id = $1 AND status = 'unknown' AND lease_until > $2`,
};
