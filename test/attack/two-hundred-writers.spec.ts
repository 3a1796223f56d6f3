import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Sealer } from '../../src/audit/sealing/sealer';
import { openCheckpoint } from '../../src/audit/tree/signed-note';
import { type Account, expectStatus } from '../support/accounts';
import { startApp, type TestApp, testEnvironment } from '../support/app';
import { ownEvent, seal, verifierOf, verifyExport } from '../support/audit-log';
import { registerOperator } from '../support/factories';
import { treeHashOf } from '../support/rfc6962';
import { ServerProcess } from '../support/server-process';

const WRITERS = 200;
const MOST_ROUNDS = 60;

let folder: string;
/** Both processes hand their checkpoints to the same file. */
let env: Record<string, string>;
let app: TestApp;
let auditor: Account;
let writers: Client[];
let server: ServerProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoints-'));
  env = { AUDIT_CHECKPOINT_FILE: join(folder, 'checkpoints') };
  app = await startApp({ env });
  await app.get(Sealer).beforeApplicationShutdown();
  auditor = await registerOperator(app, 'auditor');
  await seal(app);
  writers = Array.from({ length: WRITERS }, () => new Client({ connectionString: app.databaseUrl }));
  await Promise.all(writers.map((writer) => writer.connect()));
});
afterAll(async () => {
  server?.signal('SIGKILL');
  await Promise.all(writers.map((writer) => writer.end().catch(() => undefined)));
  await app?.close();
  await rm(folder, { recursive: true });
});

const fates = ['commit', 'commit', 'rollback', 'savepoint', 'commit', 'rollback'] as const;
const committed: string[] = [];
const undone: string[] = [];
let writing = true;

/** Events in transactions of every fate, some of them held open across several seals. */
async function write(writer: Client, number: number): Promise<void> {
  for (let round = 0; writing && round < MOST_ROUNDS; round++) {
    const [kept, other] = [ownEvent(app), ownEvent(app)];
    const fate = fates[(number + round) % fates.length];
    await writer.query('BEGIN');
    await writer.query(kept.text, kept.values);
    if (fate === 'savepoint') {
      await writer.query('SAVEPOINT before');
      await writer.query(other.text, other.values);
      await writer.query('ROLLBACK TO SAVEPOINT before');
      undone.push(other.id);
    }
    await sleep(number % 50 === 0 ? 600 : (number * 7 + round * 13) % 60);
    await writer.query(fate === 'rollback' ? 'ROLLBACK' : 'COMMIT');
    (fate === 'rollback' ? undone : committed).push(kept.id);
  }
}

const integrity = () => app.call('GET', '/api/audit/integrity', { token: auditor.token });

async function checkpoints(): Promise<number> {
  return (await app.query('SELECT FROM audit_checkpoints')).length;
}

it('200 connections commit and roll back while one sealer is killed with kill -9 and another takes part: no gap, no fork, no false alarm', async () => {
  server = await ServerProcess.start({ ...testEnvironment(app.databaseUrl, app.mailbox.url), ...env });
  const work = Promise.all(writers.map(write));
  const before = await checkpoints();
  while ((await checkpoints()) < before + 2) await sleep(20);
  const second = (async () => {
    while (writing) {
      await app.get(Sealer).seal();
      await sleep(30);
    }
  })();
  const asking = (async () => {
    while (writing) expect((await expectStatus(200, integrity())).body.findings).toEqual([]);
  })();
  await sleep(1_000);
  server.signal('SIGKILL');
  await server.exit();
  const atKill = await checkpoints();
  while ((await checkpoints()) < atKill + 2) await sleep(20);
  writing = false;
  await Promise.all([work, second, asking]);
  await seal(app);

  const leaves = await app.query<{ sequence: string; event_id: string; hash: Buffer }>(
    'SELECT sequence, event_id, hash FROM audit_leaves ORDER BY sequence',
  );
  expect(leaves.map(({ sequence }) => Number(sequence))).toEqual(leaves.map((_, at) => at));
  const places = new Set(leaves.map(({ event_id }) => event_id));
  expect(committed.length).toBeGreaterThan(WRITERS);
  expect(committed.filter((id) => !places.has(id))).toEqual([]);
  expect(undone.length).toBeGreaterThan(WRITERS / 2);
  expect(undone.filter((id) => places.has(id))).toEqual([]);

  const key = await verifierOf(app);
  const hashes = leaves.map(({ hash }) => hash);
  const notes = await app.query<{ note: string }>('SELECT note FROM audit_checkpoints ORDER BY size');
  for (const { note } of notes) {
    const checkpoint = openCheckpoint(note, key);
    expect(checkpoint?.root).toEqual(treeHashOf(hashes.slice(0, checkpoint?.size)));
  }
}, 60_000);

it('the log that they leave behind is intact, and verifies offline from its first checkpoint on', async () => {
  const get = (path: string) => app.call('GET', `/api/audit/${path}`, { token: auditor.token });
  const [first] = await app.query<{ note: string }>(
    'SELECT note FROM audit_checkpoints ORDER BY size LIMIT 1',
  );
  let state = (await expectStatus(200, integrity())).body;
  while ((state.verified.lastPassSize ?? 0) < committed.length)
    state = (await expectStatus(200, integrity())).body;
  expect(state).toMatchObject({ status: 'intact', findings: [] });
  const { body } = await expectStatus(200, get('export?format=ndjson'));
  const verified = await verifyExport(app, body, first?.note);
  expect(verified).toMatchObject({ extendsEarlier: true, macsChecked: true });
  expect(verified.events).toBeGreaterThan(committed.length);
});
