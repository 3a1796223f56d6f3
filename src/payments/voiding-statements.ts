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

export const findVoiding = {
  name: 'find-voiding-authorizations',
  text: `SELECT ${authorizationColumns} FROM authorizations WHERE status = 'voiding' ORDER BY id LIMIT 50`,
};

export const markVoided = {
  name: 'mark-authorization-voided',
  text: `UPDATE authorizations SET status = 'voided' WHERE id = $1 AND status IN ('active', 'voiding')`,
};
