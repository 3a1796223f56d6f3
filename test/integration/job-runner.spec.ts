import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '../../src/common/database/migrate';
import { JobQueue } from '../../src/common/jobs/job-queue';
import { JobRunner } from '../../src/common/jobs/job-runner';
import { EmbeddedPostgres } from '../../src/demo/embedded-postgres';
import { startMessaging } from '../support/messaging';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

const NO_MAIL = 'smtp://127.0.0.1:1';
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

const seen: unknown[] = [];
const note = { name: 'note', run: async (payload: unknown) => void seen.push(payload) };

beforeEach(() => {
  seen.length = 0;
});

async function until(satisfied: () => boolean, milliseconds = 10_000): Promise<void> {
  for (let waited = 0; !satisfied(); waited += 20) {
    if (waited > milliseconds) throw new Error('It did not happen');
    await sleep(20);
  }
}

it('runs what a committed transaction added, at once or when it is due, and one job for each key', async () => {
  const app = await startMessaging(database.url, NO_MAIL, [note]);
  const queue = app.nest.get(JobQueue, { strict: false });
  const dropped = app.inTransaction(async (manager) => {
    await queue.add(manager, 'note', { id: 'rolled back' });
    throw new Error('no');
  });
  await expect(dropped).rejects.toThrow('no');
  await app.inTransaction(async (manager) => {
    const runAt = new Date(app.clock.now().getTime() + 1_500);
    await queue.add(manager, 'note', { id: 'later' }, { runAt, key: 'a' });
    await queue.add(manager, 'note', { id: 'later still' }, { runAt, key: 'a' });
    await queue.add(manager, 'note', { id: 'now' });
  });
  await until(() => seen.length === 1, 1_000);
  expect(seen).toEqual([{ id: 'now' }]);
  await until(() => seen.length === 2);
  expect(seen).toEqual([{ id: 'now' }, { id: 'later still' }]);
  await app.close();
});

it('keeps the words of an error out of the queue', async () => {
  const app = await startMessaging(database.url, NO_MAIL, [
    { name: 'leak', run: () => Promise.reject(new TypeError('the code is 042137')) },
  ]);
  await app.inTransaction((manager) => app.nest.get(JobQueue, { strict: false }).add(manager, 'leak', {}));
  let stored: { last_error: string | null } | undefined;
  for (let tries = 0; tries < 100 && !stored?.last_error; tries++) {
    await sleep(50);
    stored = (
      await app.owner.query(
        `SELECT last_error FROM graphile_worker._private_jobs WHERE last_error IS NOT NULL`,
      )
    ).rows[0];
  }
  expect(stored?.last_error).toBe('leak failed: TypeError');
  await app.close();
  await database.drop();
  database = await createTestDatabase();
});

it('lets a job that hangs not hold up the exit', async () => {
  const started: unknown[] = [];
  const app = await startMessaging(database.url, NO_MAIL, [
    { name: 'hang', run: (payload) => new Promise(() => void started.push(payload)) },
  ]);
  await app.inTransaction((manager) => app.nest.get(JobQueue, { strict: false }).add(manager, 'hang', {}));
  await until(() => started.length === 1);
  const asked = performance.now();
  await app.close();
  expect(performance.now() - asked).toBeLessThan(10_000);
});

it('refuses two jobs of one name', () => {
  const runner = new JobRunner({} as never);
  runner.register(note);
  expect(() => runner.register(note)).toThrow('Two jobs are called note');
});

it('comes back by itself after the database was away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shopflow-jobs-'));
  chmodSync(folder, 0o755);
  const dataDir = join(folder, 'postgres');
  let postgres = await EmbeddedPostgres.start({ dataDir, fsync: false });
  const port = Number(new URL(postgres.url).port);
  await migrate({ databaseUrl: postgres.url, databasePoolSize: 2, databaseAppRole: 'shopflow_app' });
  const app = await startMessaging(postgres.url, NO_MAIL, [note]);
  app.owner.on('error', () => undefined);
  const queue = app.nest.get(JobQueue, { strict: false });
  await app.inTransaction((manager) => queue.add(manager, 'note', { id: 'before' }));
  await until(() => seen.length === 1);
  process.kill(postgres.pid, 'SIGKILL');
  await sleep(3_000);
  await expect(app.inTransaction((manager) => queue.add(manager, 'note', {}))).rejects.toThrow();
  postgres = await EmbeddedPostgres.start({ dataDir, fsync: false, port });
  await app.inTransaction((manager) => queue.add(manager, 'note', { id: 'after' }));
  await until(() => seen.length === 2);
  expect(seen[1]).toEqual({ id: 'after' });
  await app.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});
