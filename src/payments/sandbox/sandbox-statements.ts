export const insertAuthorization = {
  name: 'sandbox-insert-authorization',
  text: `
    INSERT INTO sandbox_gateway.authorizations (reference, key, payment_method, amount, currency, expires_at, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (key) DO NOTHING`,
};

export const findAuthorizationByKey = {
  name: 'sandbox-find-authorization-by-key',
  text: `
    SELECT reference, expires_at AS "expiresAt", CASE payment_method WHEN 'pm_sandbox_single_capture' THEN 'one' ELSE 'many' END AS captures
    FROM sandbox_gateway.authorizations WHERE key = $1`,
};

export const readAuthorization = {
  name: 'sandbox-read-authorization',
  text: `
    SELECT reference, payment_method AS "paymentMethod", expires_at AS "expiresAt", voided_at AS "voidedAt", amount - captured AS left
    FROM sandbox_gateway.authorizations WHERE reference = $1`,
};

/**
 * Ledger and balance in one statement, for captures that come together. All that are wanted from one authorization are taken,
 * or none of them: a key that was captured before, or money that is not there, touches nothing of it. The commit does not
 * wait for the disk: our own commit of the outcome follows in the same write-ahead log and makes both durable, and a crash in
 * between leaves a gateway that has captured nothing.
 */
export const insertCaptures = {
  name: 'sandbox-insert-captures',
  text: `
    WITH asynchronous AS MATERIALIZED (
      SELECT set_config('synchronous_commit', 'off', true) AS mode
    ), wanted AS (
      SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::char(3)[]) AS capture (key, reference, amount, currency)
    ), locked AS MATERIALIZED (
      SELECT reference FROM sandbox_gateway.authorizations WHERE reference = ANY ($2::text[]) ORDER BY reference FOR UPDATE
    ), charged AS (
      UPDATE sandbox_gateway.authorizations a SET captured = a.captured + w.amount
      FROM asynchronous, locked, (
        SELECT reference, sum(amount)::bigint AS amount, count(*) AS captures, array_agg(DISTINCT currency) AS currencies, array_agg(key) AS keys
        FROM wanted GROUP BY reference
      ) w
      WHERE mode = 'off' AND a.reference = locked.reference AND a.reference = w.reference AND w.currencies = ARRAY[a.currency]
        AND a.voided_at IS NULL AND a.expires_at > $5 AND a.captured + w.amount <= a.amount
        AND a.payment_method <> 'pm_sandbox_capture_declined'
        AND (a.payment_method <> 'pm_sandbox_single_capture' OR (a.captured, w.captures) = (0, 1))
        AND NOT EXISTS (SELECT FROM sandbox_gateway.captures WHERE key = ANY (w.keys))
      RETURNING a.reference, a.payment_method
    ), recorded AS (
      INSERT INTO sandbox_gateway.captures (key, authorization_reference, amount, currency, captured_at)
      SELECT wanted.key, reference, wanted.amount, wanted.currency, $5 FROM wanted JOIN charged USING (reference)
    )
    SELECT wanted.key, payment_method AS "paymentMethod" FROM wanted JOIN charged USING (reference)`,
};

export const findCapture = {
  name: 'sandbox-find-capture',
  text: 'SELECT key FROM sandbox_gateway.captures WHERE key = $1',
};

export const voidAuthorization = {
  name: 'sandbox-void-authorization',
  text: 'UPDATE sandbox_gateway.authorizations SET voided_at = coalesce(voided_at, $2) WHERE reference = $1',
};
