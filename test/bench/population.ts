import type { Pool } from 'pg';

/**
 * People who are there: each with a session, an open challenge, a payment that was released and an audit event. Each statement
 * makes a table's rows at once, and without looking every reference up: a million of each take minutes, not hours.
 */
export async function grow(pool: Pool, count: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`SET session_replication_role = replica; SET statement_timeout = 0`);
    await client.query(
      'CREATE TEMPORARY TABLE newcomers AS SELECT uuidv7() AS id, uuidv7() AS session, n FROM generate_series(1, $1::integer) AS n',
      [count],
    );
    for (const statement of rowsOfNewcomers) await client.query(statement);
    await client.query('DROP TABLE newcomers; RESET session_replication_role');
    await client.query('VACUUM ANALYZE');
  } finally {
    client.release();
  }
}

const rowsOfNewcomers = [
  `INSERT INTO users (id, email, name, account_type, email_verified_at, created_at)
   SELECT id, id || '@example.com', 'Bench', 'client', now(), now() FROM newcomers`,
  'INSERT INTO verification_budgets (user_id) SELECT id FROM newcomers',
  `INSERT INTO sessions (id, token_hash, user_id, kind, transport, second_factor_at, created_at, last_seen_at, expires_at)
   SELECT session, sha256(uuid_send(id)), id, 'full', 'bearer', now(), now(), now(), now() + interval '12 hours' FROM newcomers`,
  `INSERT INTO challenges (id, user_id, session_id, purpose, subject_id, binding, reference, methods, method, status, payment, created_at, expires_at)
   SELECT uuidv7(), id, session, 'payment', gen_random_uuid(), sha256(uuid_send(session)), 'OLD1', '{totp}', 'totp', 'open',
     '{}', now(), now() + interval '1 hour' FROM newcomers`,
  `INSERT INTO payments (id, approval_id, milestone_id, authorization_id, client_id, payee_id, amount, currency, status, attempts,
     first_attempt_at, released_at, created_at)
   SELECT uuidv7(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), id, gen_random_uuid(), 100, 'USD', 'released', 1,
     now(), now(), now() FROM newcomers`,
  `INSERT INTO audit_events (id, at, type, outcome, actor_id, subject_type, subject_id, details, schema_version)
   SELECT uuidv7(), now(), 'session.login', 'success', id, 'user', id, '{}', 1 FROM newcomers`,
];
