import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/common/database/migrate';
import { EmbeddedPostgres } from '../../src/demo/embedded-postgres';
import { type Account, expectStatus, login, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { newestCheckpoint, seal, verifyExport } from '../support/audit-log';
import { registerOperator } from '../support/factories';

let app: TestApp;
let restored: TestApp;
let elsewhere: EmbeddedPostgres;
let folder: string;
let auditor: Account;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shopflow-restored-'));
  chmodSync(folder, 0o755);
  [app, elsewhere] = await Promise.all([
    startApp(),
    EmbeddedPostgres.start({ dataDir: join(folder, 'postgres'), fsync: false }),
  ]);
  await openAccount(app);
  auditor = await registerOperator(app, 'auditor');
  await seal(app);
  await login(app, 'nobody@example.com', { password: 'wrong wrong wrong' });
  await migrate({ databaseUrl: elsewhere.url, databasePoolSize: 2, databaseAppRole: 'shopflow_app' });
  await restore(app, elsewhere.url);
  restored = await startApp({ databaseUrl: elsewhere.url, clock: app.clock, mailbox: app.mailbox });
}, 60_000);
afterAll(async () => {
  await restored?.close();
  await app?.close();
  await elsewhere?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What a dump of the data does: every row of every table, in no order that foreign keys would ask for. */
async function restore(from: TestApp, to: string): Promise<void> {
  const tables = await from.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
       AND relnamespace = 'public'::regnamespace AND relname <> 'schema_migrations'`,
  );
  const client = new Client({ connectionString: to });
  await client.connect();
  await client.query('SET session_replication_role = replica');
  for (const { name } of tables) {
    const [{ rows } = { rows: null }] = await from.query<{ rows: string | null }>(
      `SELECT json_agg(t)::text AS rows FROM ${name} AS t`,
    );
    if (rows === null) continue;
    await client.query(`DELETE FROM ${name}`);
    await client.query(`INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, $1)`, [
      rows,
    ]);
  }
  await client.end();
}

async function integrity(of: TestApp) {
  const { status, body } = await of.call('GET', '/api/audit/integrity', { token: auditor.token });
  expect(status).toBe(200);
  return body;
}

it('a log that was restored to another cluster is intact, goes on, and extends what was signed before', async () => {
  const before = await newestCheckpoint(app);
  expect((await restored.query('SELECT FROM audit_leaves')).length).toBeLessThanOrEqual(before.size);
  await login(restored, 'nobody@example.com', { password: 'wrong wrong wrong' });
  await seal(restored);
  expect(await integrity(restored)).toMatchObject({ status: 'intact', findings: [] });
  const [events] = await restored.query<{ count: string }>('SELECT count(*) FROM audit_events');
  const after = await newestCheckpoint(restored);
  expect(after.size).toBeGreaterThan(1);
  await seal(restored);
  const { body } = await restored.call('GET', '/api/audit/integrity', { token: auditor.token });
  expect(body.findings).toEqual([]);
  expect(Number(events?.count)).toBeGreaterThanOrEqual(after.size);
});

it('what was restored verifies offline, MACs included, and extends the checkpoints that the first cluster signed', async () => {
  const get = (of: TestApp, path: string) =>
    expectStatus(200, of.call('GET', `/api/audit/${path}`, { token: auditor.token }));
  const { items } = (await get(app, 'checkpoints')).body;
  const { body } = await get(restored, 'export?format=ndjson');
  const verified = await verifyExport(restored, body, items.at(-1).note);
  expect(verified).toMatchObject({ extendsEarlier: true, macsChecked: true, size: expect.any(Number) });
  expect((await get(restored, 'keys')).body).toEqual((await get(app, 'keys')).body);
});

it('what was left out of the restore is named', async () => {
  const [left] = await restored.query<{ event_id: string; sequence: string }>(
    'SELECT event_id, sequence FROM audit_leaves ORDER BY sequence OFFSET 3 LIMIT 1',
  );
  const owner = new Client({ connectionString: restored.databaseUrl });
  await owner.connect();
  await owner.query('SET session_replication_role = replica');
  await owner.query('DELETE FROM audit_events WHERE id = $1', [left?.event_id]);
  await owner.end();
  expect((await integrity(restored)).findings).toEqual([
    expect.objectContaining({
      fault: 'event-missing',
      eventId: left?.event_id,
      sequence: Number(left?.sequence),
    }),
  ]);
});
