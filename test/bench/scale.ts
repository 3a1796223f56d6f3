import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { findUnsealed } from '../../src/audit/sealing/seal-statements';
import { loadVerificationOfSubject } from '../../src/auth/2fa/challenge-statements';
import { Bench, median, productionRoot } from './bench';
import { type Ground, onGround, print } from './ground';
import { insertClients } from './scenario';
import { approveNext, payNext, readSession } from './work';

/** Whether a request costs the same among a thousand and among a million users, open challenges and audit events. */
const SIZES = (process.env.BENCH_SIZES ?? '1000,100000,1000000').split(',').map(Number);
const PAYING = 4_000;
const CONNECTIONS = 8;

async function main(ground: Ground): Promise<void> {
  const medians: Record<string, number[]> = {};
  const bench = new Bench(ground);
  let present = 0;
  for (const size of SIZES) {
    await grow(ground, size - present);
    present = size;
    const waiting = await insertClients(ground.pool, ground.config, PAYING, { waiting: true });
    const fresh = await insertClients(ground.pool, ground.config, PAYING / 4);
    print(`Among ${size} users, open challenges and audit events:`);
    await bench.with(productionRoot, async () => {
      await untilSealed(ground);
      await bench.load({ connections: CONNECTIONS, seconds: 2 }, payNext(waiting));
      const phases = {
        'session read': readSession(waiting),
        'verify-and-pay': payNext(waiting),
        'full approval': approveNext(fresh),
      };
      for (const [name, work] of Object.entries(phases)) {
        const result = await bench.report(`  ${name}, ${CONNECTIONS} connections`, CONNECTIONS, work, {
          seconds: 3,
        });
        medians[name] = [...(medians[name] ?? []), median(result)];
      }
    });
  }
  for (const [name, [first = Number.NaN, ...rest]] of Object.entries(medians))
    print(
      `${name}: median against the smallest size: ${rest.map((other) => (other / first).toFixed(2)).join(', ')} times`,
    );
  await plans(ground);
}

/** People who are there, each with a session, an open challenge and an audit event. */
async function grow({ pool }: Ground, count: number): Promise<void> {
  await pool.query(
    `INSERT INTO users (id, email, name, account_type, email_verified_at, created_at)
     SELECT id, id || '@example.com', 'Bench', 'client', now(), now() FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $1)) AS n`,
    [count],
  );
  for (const statement of [
    `INSERT INTO verification_budgets (user_id) SELECT id FROM users u WHERE ${without('verification_budgets')}`,
    `INSERT INTO sessions (id, token_hash, user_id, kind, transport, second_factor_at, created_at, last_seen_at, expires_at)
     SELECT gen_random_uuid(), sha256(uuid_send(u.id)), u.id, 'full', 'bearer', now(), now(), now(), now() + interval '12 hours'
     FROM users u WHERE ${without('sessions')}`,
    `INSERT INTO challenges (id, user_id, session_id, purpose, subject_id, binding, reference, methods, method, status, payment, created_at, expires_at)
     SELECT gen_random_uuid(), s.user_id, s.id, 'payment', gen_random_uuid(), sha256(uuid_send(s.id)), 'OLD1', '{totp}', 'totp', 'open',
       '{}', now(), now() + interval '10 minutes'
     FROM sessions s JOIN users u ON u.id = s.user_id WHERE ${without('challenges')}`,
    `INSERT INTO audit_events (id, at, type, outcome, actor_id, subject_type, subject_id, details, schema_version)
     SELECT gen_random_uuid(), now(), 'session.login', 'success', u.id, 'user', u.id, '{}', 1
     FROM users u WHERE NOT EXISTS (SELECT FROM audit_events e WHERE e.actor_id = u.id)`,
  ])
    await pool.query(statement);
  await pool.query('VACUUM ANALYZE');
}

/** Events that were all inserted at once keep the sealer busy for a while, which is not what is measured here. */
async function untilSealed({ pool }: Ground): Promise<void> {
  const waiting =
    'SELECT FROM audit_events e WHERE NOT EXISTS (SELECT FROM audit_leaves WHERE event_id = e.id) LIMIT 1';
  while ((await pool.query(waiting)).rowCount !== 0) await sleep(1_000);
  await pool.query('VACUUM ANALYZE');
}

function without(table: string): string {
  return `NOT EXISTS (SELECT FROM ${table} other WHERE other.user_id = u.id)`;
}

/** How PostgreSQL finds what it needs in the largest size. */
async function plans({ pool }: Ground): Promise<void> {
  const some = `(SELECT user_id FROM challenges LIMIT 1)`;
  const subject = `(SELECT subject_id FROM challenges LIMIT 1)`;
  await explain(pool, 'the code with everything it is judged by', loadVerificationOfSubject.text, [
    some,
    subject,
    `'payment'`,
  ]);
  await explain(pool, 'what the sealer looks for', findUnsealed.text, [
    'pg_snapshot_xmin(pg_current_snapshot())::text::bigint',
    'pg_snapshot_xmax(pg_current_snapshot())::text::bigint',
    '5000',
  ]);
}

async function explain(pool: Ground['pool'], title: string, text: string, values: string[]): Promise<void> {
  const statement = values.reduceRight((filled, value, at) => filled.replaceAll(`$${at + 1}`, value), text);
  const { rows } = await pool.query(`EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ${statement}`);
  print(`Plan of ${title}:`);
  for (const row of rows) print(`    ${row['QUERY PLAN']}`);
}

void onGround(main);
