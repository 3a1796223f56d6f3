import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { type AuditRecord, AuditRecorder } from '../../src/audit/audit-recorder';
import { CheckpointCheck } from '../../src/audit/integrity/checkpoint-check';
import { personalDigest, rowKey, rowMac } from '../../src/audit/sealed-event';
import { committedOf, type EventRow, eventColumns, leafHashOf } from '../../src/audit/sealing/event-row';
import { Sealer } from '../../src/audit/sealing/sealer';
import { emptyRoot, nodeHash } from '../../src/audit/tree/merkle-tree';
import { Transactor } from '../../src/common/database/transactor';
import { AppConfig } from '../../src/config/app-config';
import { login, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { insertForeignEvents, newestCheckpoint, seal } from '../support/audit-log';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await openAccount(app);
});
afterAll(() => app?.close());

type Leaf = EventRow & { sequence: string; hash: Buffer };

const leaves = () =>
  app.query<Leaf>(
    `SELECT l.sequence, l.hash, ${eventColumns} FROM audit_leaves l LEFT JOIN audit_events e ON e.id = l.event_id ORDER BY l.sequence`,
  );

/** By the definition (RFC 6962 section 2.1), from what the events say. */
function rootOf(hashes: readonly Buffer[]): Buffer {
  if (hashes.length <= 1) return hashes[0] ?? emptyRoot;
  const middle = 2 ** Math.floor(Math.log2(hashes.length - 1));
  return nodeHash(rootOf(hashes.slice(0, middle)), rootOf(hashes.slice(middle)));
}

async function expectSoundLog(): Promise<Leaf[]> {
  const sealed = await leaves();
  const checkpoint = await newestCheckpoint(app);
  expect(checkpoint.size).toBe(sealed.length);
  expect(sealed.map(({ sequence }) => Number(sequence))).toEqual(sealed.map((_, at) => at));
  expect(rootOf(sealed.map(leafHashOf)).toString('hex')).toBe(checkpoint.root.toString('hex'));
  return sealed;
}

/** A pool may lend connections that have died, one after another, until it has noticed; the sealer itself tries again each second. */
async function untilSealed(tries = 10): Promise<void> {
  await seal(app).catch(async (error: Error) => {
    if (tries === 1 || !/terminat/i.test(error.message)) throw error;
    await untilSealed(tries - 1);
  });
}

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  return client;
}

const insertOne = `
  INSERT INTO audit_events (id, at, type, outcome, subject_type, details, schema_version)
  VALUES (gen_random_uuid(), now(), 'audit.read', 'success', 'audit_log', '{}', 1)
  RETURNING id`;

it('gives every committed event a place, and signs the root over all of them', async () => {
  await seal(app);
  const [{ count } = { count: '' }] = await app.query<{ count: string }>('SELECT count(*) FROM audit_events');
  const sealed = await expectSoundLog();
  expect(sealed).toHaveLength(Number(count));
});

it('can be recomputed from a row: its MAC, and what it says of a person', async () => {
  const key = rowKey(app.get(AppConfig).codePepper);
  await login(app, 'nobody@example.com', { password: 'wrong wrong wrong' });
  await seal(app);
  const events = (await leaves()).filter(({ schemaVersion }) => schemaVersion === 3);
  expect(events.length).toBeGreaterThan(0);
  for (const event of events) {
    expect(rowMac(key, committedOf(event))).toEqual(event.mac);
    expect(personalDigest(event.personalSalt as Buffer, event)).toEqual(event.personalDigest);
  }
});

it.each([1, 8, 9, 30])('has all of %i events of one transaction, as they were recorded', async (count) => {
  const key = rowKey(app.get(AppConfig).codePepper);
  const context = { requestId: randomUUID(), ip: '198.51.100.7', userAgent: 'A "browser", \\ of sorts' };
  const records = Array.from(
    { length: count },
    (_, at): AuditRecord => ({
      type: 'audit.read',
      actorId: null,
      subject: { type: 'audit_log', id: null },
      details: { limit: at },
    }),
  );
  await app
    .get(Transactor)
    .run(async (manager) => app.get(AuditRecorder).record(manager, context, ...records));
  await seal(app);
  const written = (await leaves()).filter(({ requestId }) => requestId === context.requestId);
  expect(written.map(({ details }) => details)).toEqual(records.map(({ details }) => details));
  for (const event of written) {
    expect(rowMac(key, committedOf(event))).toEqual(event.mac);
    expect(event).toMatchObject({ ip: context.ip, userAgent: context.userAgent, retention: 'security' });
  }
});

it('is not found wrong because the database could not answer', async () => {
  await seal(app);
  const examine = () => app.get(CheckpointCheck).examine(null);
  await app.query('ALTER TABLE audit_subtrees RENAME TO away');
  try {
    await expect(examine()).rejects.toThrow('audit_subtrees');
  } finally {
    await app.query('ALTER TABLE away RENAME TO audit_subtrees');
  }
  expect(await examine()).toMatchObject({ isSound: true });
  expect(await app.query('SELECT FROM audit_findings')).toEqual([]);
});

it('seals by itself, within seconds', async () => {
  await login(app, 'nobody@example.com', { password: 'wrong wrong wrong' });
  const before = (await newestCheckpoint(app)).size;
  const deadline = Date.now() + 10_000;
  while ((await newestCheckpoint(app)).size === before && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await newestCheckpoint(app)).size).toBeGreaterThan(before);
});

it('signs nothing when nothing was added', async () => {
  await seal(app);
  const before = await app.query('SELECT size FROM audit_checkpoints');
  await seal(app);
  expect(await app.query('SELECT size FROM audit_checkpoints')).toHaveLength(before.length);
});

it('leaves events behind a transaction that is still writing for later, and forgets none', async () => {
  await seal(app);
  const slow = await connect();
  await slow.query('BEGIN');
  const [early] = (await slow.query<{ id: string }>(insertOne)).rows;
  const [late] = await app.query<{ id: string }>(insertOne);
  await app.get(Sealer).seal();
  const ids = async () => (await leaves()).map(({ id }) => id);
  expect(await ids()).not.toContain(late?.id);
  await slow.query('COMMIT');
  await slow.end();
  await seal(app);
  const places = await ids();
  expect(places.indexOf(early?.id as string)).toBe(places.length - 2);
  expect(places.at(-1)).toBe(late?.id);
  await expectSoundLog();
});

it('goes on after the log was restored to another cluster, whatever that calls its transactions', async () => {
  const client = await connect();
  await client.query(`SET session_replication_role = replica`);
  await client.query(insertOne);
  await client.query(
    `UPDATE audit_events SET xid = 4000000000000 WHERE id NOT IN (SELECT event_id FROM audit_leaves)`,
  );
  await client.query(
    `UPDATE audit_checkpoints SET cluster = 'another', sealed_below = 4000000000001 WHERE size = (SELECT max(size) FROM audit_checkpoints)`,
  );
  await client.end();
  await app.query(insertOne);
  await seal(app);
  await app.query(insertOne);
  await seal(app);
  const [{ count } = { count: '' }] = await app.query<{ count: string }>('SELECT count(*) FROM audit_events');
  expect(await expectSoundLog()).toHaveLength(Number(count));
});

it('a sealer whose connection dies has done nothing, and the next one goes on', async () => {
  await insertForeignEvents(app, 4_000);
  const sealing = app.get(Sealer).seal();
  await app.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'shopflow' AND datname = current_database()`,
  );
  await sealing.catch(() => undefined);
  await untilSealed();
  await expectSoundLog();
});

it('stores the subtrees that proofs are made of', async () => {
  await insertForeignEvents(app, 66_000);
  await seal(app);
  const sealed = await expectSoundLog();
  const subtrees = await app.query<{ level: number; count: string }>(
    'SELECT level, count(*) FROM audit_subtrees GROUP BY level ORDER BY level',
  );
  expect(subtrees).toEqual([
    { level: 8, count: String(Math.floor(sealed.length / 256)) },
    { level: 16, count: '1' },
  ]);
}, 90_000);
