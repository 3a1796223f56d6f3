import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './postgres-binaries';
import { commandLine, ended, identityOf, isRunning } from './running-process';
import { handOver, type Ids, reachable, sharedFolder } from './unprivileged-user';

const STOP_WITHIN_MS = 20_000;

export interface Cluster {
  folder: string;
  password: string;
}

/**
 * Finds or creates the data folder. `initdb` writes beside it and the result is renamed into place, so that a crash
 * in the middle leaves no half cluster. The superuser's password stays beside the folder, mode 600.
 */
export async function prepareCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  ids: Ids,
): Promise<Cluster> {
  mkdirSync(dirname(dataDir), { recursive: true });
  claim(dataDir);
  const folder = placeOf(dataDir);
  await stopOrphan(folder);
  const passwordFile = `${dataDir}.password`;
  if (existsSync(join(folder, 'PG_VERSION')) && existsSync(passwordFile))
    return { folder, password: readFileSync(passwordFile, 'utf8').trim() };

  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  await initialize(folder, password, binaries, ids);
  return { folder, password };
}

export function release(dataDir: string): void {
  rmSync(ownerFile(dataDir), { force: true });
}

/** Two servers must never take each other's cluster for an orphan's. */
function claim(dataDir: string): void {
  const file = ownerFile(dataDir);
  const owner = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const pid = Number.parseInt(owner, 10);
  if (pid !== process.pid && pid > 0 && isRunning(pid) && identityOf(pid) === owner)
    throw new Error(`Process ${pid} is using ${dataDir}. Stop it first.`);
  writeFileSync(file, identityOf(process.pid), { mode: 0o600 });
}

function ownerFile(dataDir: string): string {
  return `${dataDir}.owner`;
}

/** The folder itself or, when the user who runs PostgreSQL cannot reach it, a link to a place where they can. */
function placeOf(dataDir: string): string {
  const found = lstatSync(dataDir, { throwIfNoEntry: false });
  if (reachable(dirname(dataDir)) && !found?.isSymbolicLink()) return dataDir;
  const place = join(
    sharedFolder(),
    `cluster-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`,
  );
  if (found?.isSymbolicLink() && readlinkSync(dataDir) === place) return place;
  // A link that somebody deleted or copied from elsewhere means: start afresh.
  rmSync(dataDir, { recursive: true, force: true });
  rmSync(`${dataDir}.password`, { force: true });
  symlinkSync(place, dataDir);
  return place;
}

/** A server that outlived its parent still holds the cluster: stop it. A stale lock file of a dead one is removed. */
async function stopOrphan(folder: string): Promise<void> {
  const lockFile = join(folder, 'postmaster.pid');
  if (!existsSync(lockFile)) return;
  const pid = Number.parseInt(readFileSync(lockFile, 'utf8'), 10);
  if (!(pid > 0) || !isRunning(pid) || !commandLine(pid).includes(folder)) {
    rmSync(lockFile, { force: true });
    return;
  }
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(pid, signal);
    if (await ended(pid, STOP_WITHIN_MS)) return;
  }
  throw new Error(`PostgreSQL of an earlier start (process ${pid}) does not stop`);
}

async function initialize(
  folder: string,
  password: string,
  binaries: PostgresBinaries,
  ids: Ids,
): Promise<void> {
  const growing = `${folder}.new`;
  const passwordFile = `${folder}.initdb`;
  for (const leftover of [folder, growing, passwordFile]) rmSync(leftover, { recursive: true, force: true });
  mkdirSync(growing, { mode: 0o700 });
  handOver(growing, ids);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  handOver(passwordFile, ids);
  const options = [
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ];
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  try {
    await promisify(execFile)(
      binaries.initdb,
      ['--pgdata', growing, '--pwfile', passwordFile, ...options, ...locale],
      { ...ids, cwd: '/', env: { LC_ALL: 'C' } },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(growing, folder);
}
