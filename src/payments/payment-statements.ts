import { claimedPayment, firstAttempt } from './claim-statements';
import type { Side } from './holds/hold';
import { stopping } from './holds/hold-statements';

/**
 * Draws the funds and creates the payments, or touches nothing; the `CHECK` on `remaining` has the last word. Payments are
 * born claimed, unless something holds them ($14): whoever creates one releases it at once, and a sweep takes over when the
 * lease runs out.
 */
export const drawAndInsertPayments = {
  name: 'draw-and-insert-payments',
  with: `
    drawn AS (
      UPDATE authorizations a SET remaining = CASE a.captures WHEN 'one' THEN 0 ELSE a.remaining - d.amount END
      FROM unnest($1::uuid[], $2::bigint[]) AS d (id, amount)
      WHERE a.id = d.id AND a.status = 'active' AND (a.captures = 'many' OR a.remaining >= d.amount)
      RETURNING a.id
    )`,
  text: `
    INSERT INTO payments (id, approval_id, milestone_id, authorization_id, client_id, payee_id, amount, currency, status, attempts,
      lease_until, created_at, first_attempt_at, retry_key)
    SELECT p.id, $8, p.milestone_id, p.authorization_id, $9, p.payee_id, p.amount, $10,
      CASE WHEN $14 THEN 'held' ELSE 'processing' END, CASE WHEN $14 THEN 0 ELSE 1 END, CASE WHEN NOT $14 THEN $11::timestamptz END, $12,
      CASE WHEN NOT $14 THEN $12::timestamptz END, $13
    FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[]) AS p (id, milestone_id, authorization_id, payee_id, amount)
    WHERE (SELECT count(*) FROM drawn) = cardinality($1)`,
};

/** The capture that would have ended an authorization for a single one was not made: all of it is there again. */
export const creditAuthorization = {
  name: 'credit-authorization',
  text: `UPDATE authorizations SET remaining = CASE captures WHEN 'one' THEN amount ELSE remaining + $2 END WHERE id = $1`,
};

export const claimDuePayments = {
  name: 'claim-due-payments',
  text: `
    WITH due AS (
      SELECT id FROM payments
      WHERE status = 'pending' OR (status IN ('processing', 'unknown') AND lease_until <= $1)
      ORDER BY lease_until NULLS FIRST LIMIT $3 FOR UPDATE SKIP LOCKED
    )
    UPDATE payments p
    SET status = CASE p.status WHEN 'unknown' THEN 'unknown' ELSE 'processing' END, lease_until = $2, attempts = p.attempts + 1,
      ${firstAttempt('$1')}
    FROM due, authorizations a WHERE p.id = due.id AND a.id = p.authorization_id
    RETURNING ${claimedPayment}`,
};

/** Of those that nobody else has claimed meanwhile. The gateway was not called, so it was no attempt. */
export const giveBackClaims = {
  name: 'give-back-claims',
  text: `
    UPDATE payments p SET lease_until = $3, attempts = p.attempts - 1 FROM unnest($1::uuid[], $2::integer[]) AS claim (id, attempts)
    WHERE p.id = claim.id AND p.attempts = claim.attempts AND p.status IN ('processing', 'unknown')`,
};

export const lockPayment = {
  name: 'lock-payment',
  text: 'SELECT id FROM payments WHERE id = $1 AND client_id = $2 FOR UPDATE',
};

/** A newer payment of the same milestone makes this one history; what its client took back needs a new approval. */
const isNewestAndFailed = `
  p.status = 'failed' AND p.failure <> 'cancelled' AND NOT EXISTS (
    SELECT FROM payments newer WHERE newer.milestone_id = p.milestone_id AND newer.id > p.id
  )`;

export const lockFailedOfApproval = {
  name: 'lock-failed-payments-of-approval',
  text: `
    SELECT p.id FROM payments p
    WHERE p.milestone_id IN (SELECT milestone_id FROM approval_items WHERE approval_id = $1)
      AND p.approval_id = $1 AND p.client_id = $2 AND ${isNewestAndFailed}
    ORDER BY p.id FOR UPDATE`,
};

/** Read behind the lock, to see what it waited for. */
export const findPaymentsToRetry = {
  name: 'find-payments-to-retry',
  text: `
    SELECT p.id, p.approval_id AS "approvalId", p.milestone_id AS "milestoneId", a.contract_id AS "contractId",
      p.authorization_id AS "authorizationId", p.payee_id AS "payeeId", p.amount, p.currency, p.status = 'held' AS held,
      ${isNewestAndFailed} AS failed,
      m.status = 'approved' AND m.version = i.milestone_version AND (m.amount, i.amount) = (p.amount, p.amount) AS unchanged
    FROM payments p JOIN authorizations a ON a.id = p.authorization_id
      JOIN approval_items i ON i.approval_id = p.approval_id AND i.milestone_id = p.milestone_id
      JOIN milestones m ON m.id = p.milestone_id
    WHERE p.id = ANY ($1::uuid[]) AND p.client_id = $2 ORDER BY p.id`,
};

/** Each with the payment that it was another try of: the one before it. */
export const findRetriesByKey = {
  name: 'find-payment-retries-by-key',
  text: `
    SELECT p.id, p.approval_id AS "approvalId", (
      SELECT before.id FROM payments before WHERE before.milestone_id = p.milestone_id AND before.id < p.id
      ORDER BY before.id DESC LIMIT 1
    ) AS "failedPaymentId"
    FROM payments p WHERE p.client_id = $1 AND p.retry_key = $2`,
};

export const lockPaymentToCancel = {
  name: 'lock-payment-to-cancel',
  text: `
    SELECT approval_id AS "approvalId", milestone_id AS "milestoneId", authorization_id AS "authorizationId", amount, status, attempts, failure
    FROM payments WHERE id = $1 AND client_id = $2 FOR UPDATE`,
};

/** Only what nobody has ever claimed: of what was, the gateway may have heard. */
export const markCancelled = {
  name: 'mark-payment-cancelled',
  text: `
    UPDATE payments SET status = 'failed', failure = 'cancelled'
    WHERE id = $1 AND status IN ('held', 'pending') AND attempts = 0`,
};

/** The money is gone, even where a hold came in between because a slow capture seemed lost. */
export const markReleased = {
  name: 'mark-payments-released',
  text: `
    UPDATE payments SET status = 'released', released_at = $2, lease_until = NULL
    WHERE id = ANY ($1::uuid[]) AND status IN ('processing', 'unknown', 'held')`,
};

export const markFailed = {
  name: 'mark-payment-failed',
  text: `
    UPDATE payments SET status = 'failed', failure = $2, lease_until = NULL
    WHERE id = $1 AND status IN ('processing', 'unknown')`,
};

/** Its lease ends when the gateway is to be asked next. */
export const markUnknown = {
  name: 'mark-payment-unknown',
  text: `
    UPDATE payments SET status = 'unknown', lease_until = $2, stuck_since = coalesce(stuck_since, $3)
    WHERE id = $1 AND status IN ('processing', 'unknown')`,
};

/** With the newest dispute of the charge that paid it, and the hold that stops it for the longest time; none for a moment when the last one has just ended. */
const shownPayment = (now: string) => `
  p.id, p.milestone_id AS "milestoneId", p.approval_id AS "approvalId", p.client_id AS "clientId", p.payee_id AS "payeeId", p.amount,
  p.currency, p.status, p.failure, p.created_at AS "createdAt", p.released_at AS "releasedAt", hold.reason AS "holdReason",
  hold.placed_at AS "holdPlacedAt", hold.ends_at AS "holdEndsAt", dispute.dispute,
  (SELECT a.refunded FROM authorizations a WHERE a.id = p.authorization_id AND p.status = 'released') AS refunded
  FROM payments p LEFT JOIN LATERAL (
    SELECT h.reason, h.placed_at, h.ends_at FROM holds h WHERE p.status = 'held' AND ${stopping(now)}
    ORDER BY h.ends_at DESC NULLS FIRST, h.id LIMIT 1
  ) hold ON true LEFT JOIN LATERAL (
    SELECT json_build_object('status', d.status, 'reason', d.reason, 'amount', d.amount, 'openedAt', d.opened_at, 'closedAt', d.closed_at)
      AS dispute
    FROM disputes d WHERE p.status = 'released' AND d.authorization_id = p.authorization_id ORDER BY d.opened_at DESC LIMIT 1
  ) dispute ON true`;

export const findPaymentsOfApprovals = {
  name: 'find-payments-of-approvals',
  text: `
    SELECT DISTINCT ON (p.approval_id, p.milestone_id) ${shownPayment('$2')}
    WHERE p.milestone_id IN (SELECT milestone_id FROM approval_items WHERE approval_id = ANY ($1::uuid[]))
      AND p.approval_id = ANY ($1::uuid[])
    ORDER BY p.approval_id, p.milestone_id, p.id DESC`,
};

export const findPaymentsOfMilestones = {
  name: 'find-payments-of-milestones',
  text: `
    SELECT DISTINCT ON (p.milestone_id) ${shownPayment('$2')} WHERE p.milestone_id = ANY ($1::uuid[])
    ORDER BY p.milestone_id, p.id DESC`,
};

export const findPayment = {
  name: 'find-payment',
  text: `SELECT ${shownPayment('$3')} WHERE p.id = $1 AND $2 IN (p.client_id, p.payee_id)`,
};

export const listPayments = (side: Side) => ({
  name: `list-payments-of-${side}`,
  text: `SELECT ${shownPayment('$4')} WHERE p.${side}_id = $1 AND p.id < $2 ORDER BY p.id DESC LIMIT $3`,
});

export const findPaidHistory = {
  name: 'find-paid-history',
  text: `
    SELECT EXISTS (SELECT FROM payments WHERE client_id = $1 AND status = 'released') AS "anybody",
      ARRAY (
        SELECT payee FROM unnest($2::uuid[]) AS payee
        WHERE EXISTS (SELECT FROM payments WHERE payee_id = payee AND client_id = $1 AND status = 'released')
      ) AS "knownPayees"`,
};
