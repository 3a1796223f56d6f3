import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Who runs PostgreSQL: it refuses uid 0, so root hands it to `nobody`; anybody else runs it as themselves. */
export interface Ids {
  uid?: number;
  gid?: number;
}

const NOBODY = 65_534;
const READ = 4;
const EXECUTE = 1;

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

export function unprivilegedIds(): Ids {
  return isRoot() ? { uid: NOBODY, gid: NOBODY } : {};
}

export function handOver(path: string, { uid, gid }: Ids): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** Whether `nobody` may read `path` and pass every folder above it. */
export function reachable(path: string): boolean {
  if (!isRoot()) return true;
  const real = realpathSync(path);
  if (!allows(real, statSync(real).isDirectory() ? EXECUTE : READ)) return false;
  for (let folder = dirname(real); ; folder = dirname(folder)) {
    if (!allows(folder, EXECUTE)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** A folder that only root may write and everybody may enter, for what `nobody` must reach. */
export function sharedFolder(): string {
  const candidates = ['/var/lib/shopflow', join(tmpdir(), 'shopflow-root'), '/tmp/shopflow-root'];
  const folder = candidates.find(prepared);
  if (!folder)
    throw new Error(
      `None of ${candidates.join(', ')} can hold files that an unprivileged PostgreSQL may read`,
    );
  return folder;
}

/** Opens a tree for reading, whatever the umask was when it was copied. */
export function openForReading(path: string): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  chmodSync(path, found.isDirectory() || found.mode & 0o100 ? 0o755 : 0o644);
  if (found.isDirectory()) for (const name of readdirSync(path)) openForReading(join(path, name));
}

function prepared(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const found = lstatSync(folder);
    if (!found.isDirectory() || found.uid !== 0 || found.mode & 0o022) return false;
    chmodSync(folder, 0o755);
    return reachable(folder);
  } catch {
    return false;
  }
}

function allows(path: string, right: number): boolean {
  const { mode, uid, gid } = statSync(path);
  const shift = uid === NOBODY ? 6 : gid === NOBODY ? 3 : 0;
  return ((mode >> shift) & right) === right;
}
