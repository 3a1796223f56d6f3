import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { digest, sha256 } from '../../src/common/crypto/hashing';
import { SecretBox } from '../../src/common/crypto/secret-box';
import { SystemRandom } from '../../src/common/random';
import type { AppConfig } from '../../src/config/app-config';
import { type ApprovalItem, bindingOf } from '../../src/milestones/approvals/approval';

/** A client with an authenticator app, logged in, whose approval of one milestone waits for a code. */
export interface WaitingClient {
  token: string;
  secret: Buffer;
  approvalId: string;
}

const CHUNK = 2_000;
const PAYEES = 500;
const AMOUNT = 125_000;
const random = new SystemRandom();

/** Rows that the use cases would have made, made in bulk: a run needs tens of thousands of approvals that wait. */
export async function insertWaitingClients(
  pool: Pool,
  config: AppConfig,
  count: number,
): Promise<WaitingClient[]> {
  const secrets = new SecretBox(config, random);
  const payees = Array.from({ length: PAYEES }, () => random.id());
  await insertUsers(
    pool,
    payees.map((id) => ({ id, email: `payee-${id}@example.com`, type: 'payee' })),
  );
  const clients: WaitingClient[] = [];
  for (let made = 0; made < count; made += CHUNK) {
    const chunk = Array.from({ length: Math.min(CHUNK, count - made) }, (_, index) =>
      newClient(secrets, payees[index % PAYEES] as string),
    );
    await insertUsers(
      pool,
      chunk.map(({ user }) => ({ id: user, email: `client-${user}@example.com`, type: 'client' })),
    );
    for (const statement of statements)
      await pool.query(statement, [JSON.stringify(chunk.map(({ row }) => row))]);
    clients.push(...chunk.map(({ waiting }) => waiting));
  }
  await pool.query(`ANALYZE ${filled.join(', ')}`);
  return clients;
}

/** Open challenges of approvals that nobody will ever finish. */
export async function insertForgottenChallenges(pool: Pool, count: number): Promise<void> {
  await pool.query(
    `
    WITH owner AS (SELECT user_id, session_id FROM challenges LIMIT 1)
    INSERT INTO challenges (id, user_id, session_id, purpose, subject_id, binding, reference, methods, method, status, payment, created_at, expires_at)
    SELECT gen_random_uuid(), user_id, session_id, 'payment', gen_random_uuid(), sha256(convert_to(n::text, 'UTF8')), 'OLD1', '{totp}', 'totp',
      'open', '{}', now(), now() + interval '10 minutes'
    FROM owner, generate_series(1, $1) AS n`,
    [count],
  );
  await pool.query('ANALYZE challenges');
}

function newClient(secrets: SecretBox, payeeId: string) {
  const [user, session, factor, contract, milestone, authorization, approval, challenge] = Array.from(
    { length: 8 },
    () => random.id(),
  ) as [string, string, string, string, string, string, string, string];
  const token = random.token();
  const secret = randomBytes(32);
  const nonce = randomBytes(16);
  const item: ApprovalItem = {
    milestoneId: milestone,
    contractId: contract,
    version: 1,
    title: 'First draft',
    payeeId,
    payeeName: 'Payee',
    amount: BigInt(AMOUNT),
    currency: 'USD',
    status: 'submitted',
  };
  const binding = bindingOf({ clientId: user, sessionId: session, nonce, currency: 'USD' }, [item]);
  const row = {
    ...{ user, session, factor, contract, milestone, authorization, approval, challenge, payee: payeeId },
    token_hash: sha256(token).toString('hex'),
    sealed: secrets.seal(secret, { userId: user, purpose: 'totp-secret', row: factor }),
    nonce: nonce.toString('hex'),
    binding: binding.toString('hex'),
    reference: `sandbox_auth_${digest(authorization).toString('hex').slice(0, 32)}`,
  };
  return { user, row, waiting: { token, secret, approvalId: approval } };
}

async function insertUsers(pool: Pool, users: { id: string; email: string; type: string }[]): Promise<void> {
  const parameter = [JSON.stringify(users)];
  const records = 'jsonb_to_recordset($1) AS r ("id" uuid, "email" text, "type" text)';
  await pool.query(
    `INSERT INTO users (id, email, name, account_type, email_verified_at, created_at)
     SELECT r.id, r.email, 'Bench', r.type, now(), now() FROM ${records}`,
    parameter,
  );
  await pool.query(`INSERT INTO verification_budgets (user_id) SELECT r.id FROM ${records}`, parameter);
}

const records = `jsonb_to_recordset($1) AS r ("user" uuid, session uuid, factor uuid, contract uuid, milestone uuid, "authorization" uuid,
  approval uuid, challenge uuid, payee uuid, token_hash text, sealed text, nonce text, binding text, reference text)`;

/** Only these: PostgreSQL plans carefully for tables it knows nothing of, and carelessly for those it has seen empty. */
const filled = [
  ...['users', 'verification_budgets', 'sessions', 'factors', 'contracts', 'milestones', 'authorizations'],
  ...['sandbox_gateway.authorizations', 'approvals', 'approval_items', 'challenges'],
];

const statements = [
  `INSERT INTO sessions (id, token_hash, user_id, kind, transport, second_factor_at, created_at, last_seen_at, expires_at)
   SELECT r.session, decode(r.token_hash, 'hex'), r."user", 'full', 'bearer', now(), now(), now() + interval '1 hour', now() + interval '12 hours' FROM ${records}`,
  `INSERT INTO factors (id, user_id, method, label, status, sealed_secret, created_at, confirmed_at)
   SELECT r.factor, r."user", 'totp', 'App', 'active', r.sealed, now(), now() FROM ${records}`,
  `INSERT INTO contracts (id, title, client_id, payee_id, currency, status, created_at)
   SELECT r.contract, 'Website', r."user", r.payee, 'USD', 'active', now() FROM ${records}`,
  `INSERT INTO milestones (id, contract_id, title, amount, status, created_at, submitted_at)
   SELECT r.milestone, r.contract, 'First draft', ${AMOUNT}, 'submitted', now(), now() FROM ${records}`,
  `INSERT INTO authorizations (id, contract_id, client_id, idempotency_key, payment_method, amount, remaining, currency, status, gateway_reference, created_at, expires_at)
   SELECT r."authorization", r.contract, r."user", 'bench', 'pm_card_visa', ${AMOUNT}, ${AMOUNT}, 'USD', 'active', r.reference, now(), now() + interval '7 days' FROM ${records}`,
  `INSERT INTO sandbox_gateway.authorizations (reference, key, payment_method, amount, currency, expires_at, created_at)
   SELECT r.reference, r."authorization"::text, 'pm_card_visa', ${AMOUNT}, 'USD', now() + interval '7 days', now() FROM ${records}`,
  `INSERT INTO approvals (id, client_id, session_id, idempotency_key, status, payment_method, nonce, binding, total, currency, step_up_required, step_up_reasons, created_at)
   SELECT r.approval, r."user", r.session, 'bench', 'pending', 'pm_card_visa', decode(r.nonce, 'hex'), decode(r.binding, 'hex'), ${AMOUNT}, 'USD', true, '{first-payment}', now() FROM ${records}`,
  `INSERT INTO approval_items (approval_id, milestone_id, milestone_version, contract_id, payee_id, title, amount, new_payee)
   SELECT r.approval, r.milestone, 1, r.contract, r.payee, 'First draft', ${AMOUNT}, true FROM ${records}`,
  `INSERT INTO challenges (id, user_id, session_id, purpose, subject_id, binding, reference, methods, method, status, payment, created_at, expires_at)
   SELECT r.challenge, r."user", r.session, 'payment', r.approval, decode(r.binding, 'hex'), 'BNCH', '{totp}', 'totp', 'open', '{}', now(), now() + interval '1 hour' FROM ${records}`,
];
