import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { EmbeddedPostgres } from '../../src/demo/embedded-postgres';
import { ended, identityOf } from '../../src/demo/running-process';

let folder: string;
let dataDir: string;
let postgres: EmbeddedPostgres | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shopflow-embedded-'));
  chmodSync(folder, 0o755);
  dataDir = join(folder, 'postgres');
});

afterEach(async () => {
  await postgres?.stop();
  postgres = undefined;
  rmSync(folder, { recursive: true, force: true });
});

it('keeps what was committed when it was killed', async () => {
  postgres = await EmbeddedPostgres.start({ dataDir });
  await query(postgres.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  process.kill(postgres.pid, 'SIGKILL');
  await ended(postgres.pid, 5_000);

  postgres = await EmbeddedPostgres.start({ dataDir });
  expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  expect(await query(postgres.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
});

it('listens on loopback only and wants the password', async () => {
  postgres = await EmbeddedPostgres.start({ dataDir, fsync: false });
  expect(await query(postgres.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  const url = new URL(postgres.url);
  url.password = 'guess';
  await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  expect(statSync(`${dataDir}.password`).mode & 0o777).toBe(0o600);
});

it('starts in spite of a lock file whose process id now belongs to another program', async () => {
  postgres = await EmbeddedPostgres.start({ dataDir, fsync: false });
  await postgres.stop();
  writeFileSync(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n`);
  postgres = await EmbeddedPostgres.start({ dataDir, fsync: false });
  expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('stops an orphan that still holds the data', async () => {
  const orphan = await EmbeddedPostgres.start({ dataDir, fsync: false });
  await query(orphan.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  rmSync(`${dataDir}.owner`);
  postgres = await EmbeddedPostgres.start({ dataDir, fsync: false });
  expect(await ended(orphan.pid, 0)).toBe(true);
  expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

it('refuses data that a living process uses', async () => {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  writeFileSync(`${dataDir}.owner`, identityOf(other.pid as number));
  await expect(EmbeddedPostgres.start({ dataDir })).rejects.toThrow(/is using/);
  other.kill('SIGKILL');
});

it('serves from a readable place when root hands it a closed folder', async () => {
  chmodSync(folder, 0o700);
  postgres = await EmbeddedPostgres.start({ dataDir, fsync: false });
  await query(postgres.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await postgres.stop();
  postgres = await EmbeddedPostgres.start({ dataDir, fsync: false });
  expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await postgres.stop();
  rmSync(realpathSync(dataDir), { recursive: true });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
