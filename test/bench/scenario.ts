import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { digest, sha256 } from '../../src/common/crypto/hashing';
import { SecretBox } from '../../src/common/crypto/secret-box';
import { SystemRandom } from '../../src/common/random';
import type { AppConfig } from '../../src/config/app-config';
import { type ApprovalItem, bindingOf } from '../../src/milestones/approvals/approval';

/** A client with an authenticator app, logged in, with submitted milestones and the funds for them. */
export interface BenchClient {
  id: string;
  token: string;
  secret: Buffer;
  milestoneIds: string[];
  /** Waits for a code; of clients that were asked for so. */
  approvalId: string;
}

interface Wanted {
  milestones?: number;
  /** An approval of the only milestone waits for a code. */
  waiting?: boolean;
}

const CHUNK = 2_000;
const PAYEES = 500;
const AMOUNT = 125_000;
const random = new SystemRandom();

/** Rows that the use cases would have made, made in bulk: a run needs tens of thousands of clients. */
export async function insertClients(
  pool: Pool,
  config: AppConfig,
  count: number,
  { milestones = 1, waiting = false }: Wanted = {},
): Promise<BenchClient[]> {
  const secrets = new SecretBox(config, random);
  const payees = Array.from({ length: PAYEES }, () => random.id());
  await insertUsers(
    pool,
    payees.map((id) => ({ id, email: `payee-${id}@example.com`, type: 'payee' })),
  );
  const clients: BenchClient[] = [];
  for (let made = 0; made < count; made += CHUNK) {
    const chunk = Array.from({ length: Math.min(CHUNK, count - made) }, (_, index) =>
      newClient(secrets, payees[index % PAYEES] as string, milestones),
    );
    await insertUsers(
      pool,
      chunk.map(({ client }) => ({
        id: client.id,
        email: `client-${client.id}@example.com`,
        type: 'client',
      })),
    );
    for (const statement of waiting ? [...funded, ...approving] : funded)
      await pool.query(statement, [JSON.stringify(chunk.map(({ row }) => row))]);
    clients.push(...chunk.map(({ client }) => client));
  }
  await pool.query(`ANALYZE ${filled.join(', ')}`);
  return clients;
}

/** Payments that a client has made in the last days, without the rows that they came from, and the sums that go with them. */
export async function insertPastPayments(pool: Pool, { id }: BenchClient, count: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(
      `INSERT INTO payments (id, approval_id, milestone_id, authorization_id, client_id, payee_id, amount, currency, status, attempts,
         first_attempt_at, released_at, created_at)
       SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $1, c.payee_id, 100, 'USD', 'released', 1,
         at, at, at
       FROM contracts c, generate_series(1, $2) AS n, LATERAL (SELECT now() - n * interval '6 days' / $2 AS at) AS t WHERE c.client_id = $1`,
      [id, count],
    );
    await client.query(
      `INSERT INTO exposures (client_id, party_id, at, running, amount, approval_id)
       SELECT $1, party.id, now() - ($2 - n) * interval '6 days' / $2, n, 1, gen_random_uuid()
       FROM contracts c, generate_series(1, $2) AS n, LATERAL (VALUES (c.client_id), (c.payee_id)) AS party (id) WHERE c.client_id = $1`,
      [id, count],
    );
    await client.query('ANALYZE payments, exposures');
  } finally {
    await client.query('RESET session_replication_role');
    client.release();
  }
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

function newClient(secrets: SecretBox, payeeId: string, milestones: number) {
  const [user, session, factor, contract, authorization, approval, challenge] = Array.from(
    { length: 7 },
    () => random.id(),
  ) as [string, string, string, string, string, string, string];
  const milestoneIds = Array.from({ length: milestones }, () => random.id());
  const token = random.token();
  const secret = randomBytes(32);
  const nonce = randomBytes(16);
  const item: ApprovalItem = {
    milestoneId: milestoneIds[0] as string,
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
    ...{ user, session, factor, contract, authorization, approval, challenge, payee: payeeId },
    ...{ milestones: milestoneIds, funds: milestones * AMOUNT },
    token_hash: sha256(token).toString('hex'),
    sealed: secrets.seal(secret, { userId: user, purpose: 'totp-secret', row: factor }),
    nonce: nonce.toString('hex'),
    binding: binding.toString('hex'),
    reference: `sandbox_auth_${digest(authorization).toString('hex').slice(0, 32)}`,
  };
  return {
    row,
    client: { id: user, token, secret, milestoneIds, approvalId: approval } satisfies BenchClient,
  };
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

const records = `jsonb_to_recordset($1) AS r ("user" uuid, session uuid, factor uuid, contract uuid, milestones uuid[], funds bigint, "authorization" uuid,
  approval uuid, challenge uuid, payee uuid, token_hash text, sealed text, nonce text, binding text, reference text)`;

/** Only these: PostgreSQL plans carefully for tables it knows nothing of, and carelessly for those it has seen empty. */
const filled = [
  ...['users', 'verification_budgets', 'sessions', 'factors', 'contracts', 'milestones', 'authorizations'],
  ...['sandbox_gateway.authorizations', 'approvals', 'approval_items', 'challenges'],
];

const funded = [
  `INSERT INTO sessions (id, token_hash, user_id, kind, transport, second_factor_at, created_at, last_seen_at, expires_at)
   SELECT r.session, decode(r.token_hash, 'hex'), r."user", 'full', 'bearer', now(), now(), now() + interval '1 hour', now() + interval '12 hours' FROM ${records}`,
  `INSERT INTO factors (id, user_id, method, label, status, sealed_secret, created_at, confirmed_at)
   SELECT r.factor, r."user", 'totp', 'App', 'active', r.sealed, now(), now() FROM ${records}`,
  `INSERT INTO contracts (id, title, client_id, payee_id, currency, status, created_at)
   SELECT r.contract, 'Website', r."user", r.payee, 'USD', 'active', now() FROM ${records}`,
  `INSERT INTO milestones (id, contract_id, title, amount, status, created_at, submitted_at)
   SELECT m.id, r.contract, 'First draft', ${AMOUNT}, 'submitted', now(), now() FROM ${records}, unnest(r.milestones) AS m (id)`,
  `INSERT INTO authorizations (id, contract_id, client_id, idempotency_key, payment_method, amount, remaining, currency, status, gateway_reference, created_at, expires_at)
   SELECT r."authorization", r.contract, r."user", 'bench', 'pm_card_visa', r.funds, r.funds, 'USD', 'active', r.reference, now(), now() + interval '7 days' FROM ${records}`,
  `INSERT INTO sandbox_gateway.authorizations (reference, key, payment_method, amount, currency, expires_at, created_at)
   SELECT r.reference, r."authorization"::text, 'pm_card_visa', r.funds, 'USD', now() + interval '7 days', now() FROM ${records}`,
];

const approving = [
  `INSERT INTO approvals (id, client_id, session_id, idempotency_key, status, payment_method, nonce, binding, total, currency, step_up_required, step_up_reasons, created_at)
   SELECT r.approval, r."user", r.session, 'bench', 'pending', 'pm_card_visa', decode(r.nonce, 'hex'), decode(r.binding, 'hex'), ${AMOUNT}, 'USD', true, '{first-payment}', now() FROM ${records}`,
  `INSERT INTO approval_items (approval_id, milestone_id, milestone_version, contract_id, payee_id, title, amount, new_payee)
   SELECT r.approval, r.milestones[1], 1, r.contract, r.payee, 'First draft', ${AMOUNT}, true FROM ${records}`,
  `INSERT INTO challenges (id, user_id, session_id, purpose, subject_id, binding, reference, methods, method, status, payment, created_at, expires_at)
   SELECT r.challenge, r."user", r.session, 'payment', r.approval, decode(r.binding, 'hex'), 'BNCH', '{totp}', 'totp', 'open', '{}', now(), now() + interval '1 hour' FROM ${records}`,
];
