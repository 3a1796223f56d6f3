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
 * Ledger and balance in one statement; a key that was captured before, or money that is not there, touches nothing.
 * The commit does not wait for the disk: our own commit of the outcome follows in the same write-ahead log and makes both
 * durable, and a crash in between leaves a gateway that has captured nothing.
 */
export const insertCapture = {
  name: 'sandbox-insert-capture',
  text: `
    WITH asynchronous AS MATERIALIZED (
      SELECT set_config('synchronous_commit', 'off', true) AS mode
    ), charged AS (
      UPDATE sandbox_gateway.authorizations SET captured = captured + $3 FROM asynchronous
      WHERE mode = 'off' AND reference = $2 AND currency = $4 AND voided_at IS NULL AND expires_at > $5 AND captured + $3 <= amount
        AND payment_method <> 'pm_sandbox_capture_declined' AND (payment_method <> 'pm_sandbox_single_capture' OR captured = 0)
        AND NOT EXISTS (SELECT FROM sandbox_gateway.captures WHERE key = $1)
      RETURNING reference, payment_method
    ), recorded AS (
      INSERT INTO sandbox_gateway.captures (key, authorization_reference, amount, currency, captured_at)
      SELECT $1, reference, $3, $4, $5 FROM charged
    )
    SELECT payment_method AS "paymentMethod" FROM charged`,
};

export const findCapture = {
  name: 'sandbox-find-capture',
  text: 'SELECT key FROM sandbox_gateway.captures WHERE key = $1',
};

export const voidAuthorization = {
  name: 'sandbox-void-authorization',
  text: 'UPDATE sandbox_gateway.authorizations SET voided_at = coalesce(voided_at, $2) WHERE reference = $1',
};
