import { claimedPayment, firstAttempt } from '../claim-statements';

/** Live are holds that nobody has lifted and whose end has not come by the clock; that an end was noted only helps the index. */
const live = (now: string) =>
  `h.lifted_at IS NULL AND h.ended_at IS NULL AND (h.ends_at IS NULL OR h.ends_at > ${now})`;

/**
 * What a person is to look at stays stopped when it is taken back and approved anew, or fails and is tried again: a hold for
 * risk on an approval or a payment follows its milestones. Other holds are placed anew where they still apply.
 */
const follows = (isPaid: string) => `
  h.reason = 'risk' AND (
    EXISTS (SELECT FROM approval_items i WHERE i.approval_id = h.approval_id AND i.${isPaid})
    OR EXISTS (SELECT FROM payments same WHERE same.id = h.payment_id AND same.${isPaid})
  )`;

/** Live holds `h` that stop the payment `p`. */
export const stopping = (now: string) => `
  h.client_id = p.client_id AND ${live(now)} AND (
    (h.approval_id IS NULL OR h.approval_id = p.approval_id) AND (h.payment_id IS NULL OR h.payment_id = p.id)
    OR ${follows('milestone_id = p.milestone_id')}
  )`;

/** Those that stop payments which are about to be made: of an approval ($3), of milestones ($4), which are those of the approval when absent. */
export const findStoppingHolds = {
  name: 'find-stopping-holds',
  text: `
    SELECT h.id, h.reason, h.placed_at AS since, h.ends_at AS "endsAt" FROM holds h
    WHERE h.client_id = $1 AND ${live('$2')} AND (
      (h.approval_id IS NULL OR h.approval_id = $3) AND h.payment_id IS NULL
      OR ${follows('milestone_id = ANY (coalesce($4::uuid[], ARRAY (SELECT milestone_id FROM approval_items WHERE approval_id = $3)))')}
    )`,
};

const insertColumns = `
  INSERT INTO holds (id, client_id, approval_id, payment_id, reason, source, origin_id, placed_by, barred, placed_at, ends_at, note)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;

/** No row when there is one of the same origin and reason already. */
export const insertHold = {
  name: 'insert-hold',
  text: `${insertColumns} ON CONFLICT (origin_id, reason) WHERE origin_id IS NOT NULL DO NOTHING RETURNING id`,
};

export const findHoldOfOrigin = {
  name: 'find-hold-of-origin',
  text: 'SELECT id FROM holds WHERE origin_id = $1 AND reason = $2',
};

export const findClientToHold = {
  name: 'find-client-to-hold',
  text: `SELECT id AS "clientId", NULL AS "overAs" FROM users WHERE id = $1 AND account_type = 'client'`,
};

export const findApprovalToHold = {
  name: 'find-approval-to-hold',
  text: `
    SELECT client_id AS "clientId", CASE WHEN status IN ('cancelled', 'void') THEN status END AS "overAs" FROM approvals WHERE id = $1`,
};

export const findPaymentToHold = {
  name: 'find-payment-to-hold',
  text: `
    SELECT client_id AS "clientId", CASE WHEN status IN ('released', 'failed') THEN status END AS "overAs" FROM payments WHERE id = $1`,
};

/** Of what the hold is about, whatever nobody has started. */
export const stopPending = {
  name: 'stop-pending-payments',
  text: `
    UPDATE payments p SET status = 'held' FROM holds h
    WHERE h.id = $1 AND p.status = 'pending' AND ${stopping('$2')} RETURNING p.id, p.milestone_id AS "milestoneId"`,
};

export const countUnderWay = {
  name: 'count-payments-under-way',
  text: `
    SELECT count(*)::int AS count FROM payments p, holds h
    WHERE h.id = $1 AND p.status IN ('processing', 'unknown') AND ${stopping('$2')}`,
};

/** For one that the gateway has never heard of, found out by asking. */
export const stopUnstarted = {
  name: 'stop-unstarted-payment',
  text: `
    UPDATE payments p SET status = 'held', lease_until = NULL
    WHERE p.id = $1 AND p.status IN ('processing', 'unknown') AND EXISTS (SELECT FROM holds h WHERE ${stopping('$2')})`,
};

const freed = (now: string) =>
  `p.status = 'held' AND NOT EXISTS (SELECT FROM holds h WHERE ${stopping(now)})`;

export const findClientsWithFreedPayments = {
  name: 'find-clients-with-freed-payments',
  text: `SELECT DISTINCT p.client_id AS "clientId" FROM payments p WHERE ${freed('$1')} LIMIT 50`,
};

/** Under the lock of the client's budget: nobody places another hold meanwhile. */
export const claimFreedPayments = {
  name: 'claim-freed-payments',
  text: `
    WITH freed AS (
      SELECT p.id FROM payments p WHERE p.client_id = $1 AND ${freed('$2')} ORDER BY p.id LIMIT $4 FOR UPDATE
    )
    UPDATE payments p SET status = 'processing', lease_until = $3, attempts = p.attempts + 1, ${firstAttempt('$2')}
    FROM freed, authorizations a WHERE p.id = freed.id AND a.id = p.authorization_id
    RETURNING ${claimedPayment}`,
};

export const endHolds = {
  name: 'end-holds-batch',
  text: `
    WITH over AS (
      SELECT id FROM holds WHERE lifted_at IS NULL AND ended_at IS NULL AND ends_at <= $1 ORDER BY ends_at LIMIT 500 FOR UPDATE SKIP LOCKED
    )
    UPDATE holds h SET ended_at = $1 FROM over WHERE h.id = over.id
    RETURNING h.id, h.client_id AS "clientId", h.reason, h.ends_at AS "endsAt"`,
};

const columns = `
  h.id, h.client_id AS "clientId", h.approval_id AS "approvalId", h.payment_id AS "paymentId", h.reason, h.source, h.origin_id AS "originId",
  h.placed_by AS "placedBy", h.barred, h.placed_at AS "placedAt", h.ends_at AS "endsAt", h.lifted_at AS "liftedAt",
  h.lifted_by AS "liftedBy", h.lift_reason AS "liftReason", h.note`;

export const findHold = { name: 'find-hold', text: `SELECT ${columns} FROM holds h WHERE h.id = $1` };

export const liftHold = {
  name: 'lift-hold',
  text: `
    UPDATE holds SET lifted_at = $2, lifted_by = $3, lift_reason = $4
    WHERE id = $1 AND lifted_at IS NULL AND ended_at IS NULL`,
};

const forAdmins = (now: string) => `
  SELECT ${columns}, client.name AS "clientName", client.email AS "clientEmail",
    (SELECT count(*)::int FROM payments p WHERE p.status = 'held' AND ${stopping(now)}) AS "paymentsHeld"
  FROM holds h JOIN users client ON client.id = h.client_id`;

export const findHoldForAdmins = {
  name: 'find-hold-for-admins',
  text: `${forAdmins('$2')} WHERE h.id = $1`,
};

export const listHoldsForAdmins = {
  name: 'list-holds-for-admins',
  text: `
    ${forAdmins('$5')}
    WHERE h.id < $1 AND ($2::uuid IS NULL OR h.client_id = $2) AND CASE $3::text
      WHEN 'live' THEN ${live('$5')}
      WHEN 'lifted' THEN h.lifted_at IS NOT NULL
      WHEN 'ended' THEN h.lifted_at IS NULL AND h.ends_at <= $5
      ELSE true END
    ORDER BY h.id DESC LIMIT $4`,
};

export const listHoldsOfClient = {
  name: 'list-holds-of-client',
  text: `SELECT ${columns} FROM holds h WHERE h.client_id = $1 AND h.id < $2 ORDER BY h.id DESC LIMIT $3`,
};
