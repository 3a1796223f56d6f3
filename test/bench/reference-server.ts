import { createHash } from 'node:crypto';
import fastify from 'fastify';
import { Pool } from 'pg';

/**
 * The least that could do the same durable work: bare Fastify, three named statements, one commit, no gateway, no rules.
 * Not a product: a yardstick for what this machine can do right now.
 */
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const server = fastify();

const findSession = {
  name: 'session',
  text: 'SELECT s.id, s.user_id, u.email, u.name FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1 AND s.ended_at IS NULL',
};

const findWork = {
  name: 'work',
  text: `
    SELECT a.id AS approval, i.milestone_id AS milestone, i.payee_id AS payee, au.id AS authorization, c.id AS challenge, f.id AS factor
    FROM approvals a JOIN approval_items i ON i.approval_id = a.id
      JOIN authorizations au ON au.contract_id = i.contract_id AND au.status = 'active'
      JOIN challenges c ON c.subject_id = a.id
      JOIN factors f ON f.user_id = a.client_id AND f.status <> 'removed'
    WHERE a.id = $1`,
};

const pay = {
  name: 'pay',
  text: `
    WITH c AS (
      UPDATE challenges SET status = 'consumed', verified_at = now(), verified_by = 'totp', consumed_at = now()
      WHERE id = $1 AND status = 'open' RETURNING id
    ), f AS (UPDATE factors SET last_step = 1, last_used_at = now() WHERE id = $2 RETURNING id),
    a AS (UPDATE approvals SET status = 'approved', approved_at = now() WHERE id = $3 RETURNING id),
    m AS (UPDATE milestones SET status = 'approved', approved_at = now() WHERE id = $4 RETURNING id),
    d AS (UPDATE authorizations SET remaining = remaining - 125000 WHERE id = $5 RETURNING id),
    p AS (
      INSERT INTO payments (id, approval_id, milestone_id, authorization_id, client_id, payee_id, amount, currency, status, attempts, released_at, created_at)
      SELECT gen_random_uuid(), $3, $4, $5, $6, $7, 125000, 'USD', 'released', 1, now(), now() FROM c RETURNING id
    )
    INSERT INTO audit_events (id, at, type, outcome, actor_id, subject_type, subject_id, details, schema_version)
    SELECT gen_random_uuid(), now(), 'payment.released', 'success', $6, 'payment', id, '{}', 1 FROM p`,
};

const sessionOf = async (authorization = '') => {
  const hash = createHash('sha256').update(authorization.slice('Bearer '.length)).digest();
  return (await pool.query({ ...findSession, values: [hash] })).rows[0];
};

server.get('/readyz', async () => ({ status: 'ok' }));
server.get('/api/auth/me', ({ headers }) => sessionOf(headers.authorization));
server.post<{ Body: { approvalId: string } }>('/api/milestones/verify-and-pay', async ({ headers, body }) => {
  const session = await sessionOf(headers.authorization);
  const work = (await pool.query({ ...findWork, values: [body.approvalId] })).rows[0];
  const { challenge, factor, approval, milestone, authorization, payee } = work;
  const values = [challenge, factor, approval, milestone, authorization, session.user_id, payee];
  const { rowCount } = await pool.query({ ...pay, values });
  return { success: rowCount === 1 };
});

void server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
