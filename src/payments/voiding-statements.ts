import { authorizationColumns } from './authorization-statements';

export const lockAuthorization = {
  name: 'lock-authorization',
  text: `
    SELECT ${authorizationColumns} FROM authorizations WHERE id = $1 AND contract_id = $2 AND client_id = $3 FOR UPDATE`,
};

/** Read behind `lockAuthorization`, to see what it waited for. */
export const findUnsettledPayment = {
  name: 'find-unsettled-payment-of-authorization',
  text: `
    SELECT 1 AS found FROM payments
    WHERE authorization_id = $1 AND status IN ('pending', 'processing', 'unknown', 'held') LIMIT 1`,
};

export const beginVoiding = {
  name: 'begin-voiding-authorization',
  text: `UPDATE authorizations SET status = 'voiding' WHERE id = $1 AND status = 'active'`,
};

/** Page by page, so that those which the gateway will not let go do not keep others waiting. */
export const findVoiding = {
  name: 'find-voiding-authorizations',
  text: `
    SELECT ${authorizationColumns} FROM authorizations
    WHERE status = 'voiding' AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT 50`,
};

export const markVoided = {
  name: 'mark-authorization-voided',
  text: `UPDATE authorizations SET status = 'voided' WHERE id = $1 AND status IN ('active', 'voiding')`,
};
