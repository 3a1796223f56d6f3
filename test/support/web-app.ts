import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { digest } from '../../src/common/crypto/hashing';

const root = join(__dirname, '..', '..');
const sources = join(root, 'src', 'web');
const helpPages = join(root, 'docs', 'help');
export const webAppFolder = join(root, 'dist', 'web');
const stamp = join(root, 'dist', 'web-built-from');
const lock = join(root, 'dist', 'web-being-built');
const STALE_LOCK_MS = 120_000;

/** Builds the web app as `npm run build` does, unless it is built from just these sources. One worker builds, others wait. */
export async function buildWebApp(): Promise<void> {
  mkdirSync(join(root, 'dist'), { recursive: true });
  while (!take(lock)) await sleep(200);
  try {
    const version = versionOfSources();
    if (existsSync(join(webAppFolder, 'index.html')) && read(stamp) === version) return;
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    const parameters = [vite, 'build', sources, '--logLevel', 'error'];
    await promisify(execFile)(process.execPath, parameters, {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production' },
    });
    writeFileSync(stamp, version);
  } finally {
    rmdirSync(lock);
  }
}

function take(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    // A worker that was killed while it built leaves its lock behind.
    const age = existsSync(folder) ? Date.now() - statSync(folder).mtimeMs : 0;
    if (age > STALE_LOCK_MS) rmdirSync(folder);
    return false;
  }
}

function versionOfSources(): string {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => /\.(tsx?|mts|css|html|svg|json)$/.test(path) && !/\.(spec|generated\.d)\.ts$/.test(path),
    )
    .toSorted()
    .map((path) => `${path}\n${readFileSync(join(sources, path), 'utf8')}`);
  const help = readdirSync(helpPages).map((page) => `${page}\n${read(join(helpPages, page))}`);
  return digest([...files, ...help, read(join(root, 'package-lock.json'))].join('\n')).toString('hex');
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
