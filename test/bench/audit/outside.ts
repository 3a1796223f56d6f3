import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { rowKey } from '../../../src/audit/sealed-event';
import { secretLocation } from '../../../src/auth/2fa/secret-location';
import { sha256 } from '../../../src/common/crypto/hashing';
import { SecretBox } from '../../../src/common/crypto/secret-box';
import { SystemRandom } from '../../../src/common/random';
import { productionRoot } from '../bench';
import { type Ground, print } from '../ground';
import { processorSeconds } from '../processor-time';
import { ServerProcess } from '../server-process';

const verifier = join(__dirname, '..', '..', '..', 'src', 'audit', 'verify', 'verify.cli.js');
const LOOK_EVERY_MS = 50;

/** Exports of everything from a server, what it needs for them, and what the offline verifier needs to go through one. */
export async function outside(ground: Ground): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shopflow-export-'));
  const token = await insertAuditor(ground);
  const server = await ServerProcess.start(productionRoot, ground.environment);
  try {
    const get = (path: string) =>
      fetch(`http://127.0.0.1:${server.port}/api/audit/${path}`, {
        headers: { Authorization: `Bearer ${token}` },
      });
    const { items } = (await (await get('keys')).json()) as { items: string[] };
    writeFileSync(join(folder, 'log.pub'), `${items[0]}\n`);
    writeFileSync(join(folder, 'mac.hex'), rowKey(ground.config.codePepper).toString('hex'));
    for (const [format, name] of [
      ['csv', 'csv'],
      ['ocsf', 'ocsf'],
      ['ndjson', 'ndjson'],
      ['ndjson&outcome=failure', 'ndjson of failures, each with its path'],
    ] as const) {
      const file = join(folder, 'export');
      const before = residentMb(server.pid);
      const started = performance.now();
      const peak = await peakMb(server.pid, async () => {
        const answer = await get(`export?format=${format}`);
        if (!answer.ok || !answer.body) throw new Error(`The export answered ${answer.status}`);
        await pipeline(Readable.fromWeb(answer.body as never), createWriteStream(file));
      });
      const seconds = (performance.now() - started) / 1_000;
      const size = Math.round(statSync(file).size / 2 ** 20);
      print(
        `export as ${name}: ${size} MB in ${seconds.toFixed(1)} s; server's memory ${before} MB before, ${peak} MB at most`,
      );
      if (!format.startsWith('ndjson')) continue;
      await verify(folder, file, []);
      await verify(folder, file, ['--mac-key', join(folder, 'mac.hex')]);
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

async function verify(folder: string, file: string, options: string[]): Promise<void> {
  const started = performance.now();
  const child = spawn(process.execPath, [verifier, file, '--key', join(folder, 'log.pub'), ...options]);
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  let cpu = 0;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const watch = setInterval(() => {
    cpu = processorSeconds(child.pid as number) || cpu;
  }, LOOK_EVERY_MS);
  const peak = await peakMb(child.pid as number, () => ended);
  clearInterval(watch);
  print(
    `    verified in ${((performance.now() - started) / 1_000).toFixed(1)} s (${cpu.toFixed(1)} s of processor), ${peak} MB at most: ${said.trim()}`,
  );
}

/** An auditor with an authenticator app who is logged in. */
async function insertAuditor({ pool, config }: Ground): Promise<string> {
  const random = new SystemRandom();
  const [user, session, factor, token] = [random.id(), random.id(), random.id(), random.token()];
  const location = secretLocation({ id: factor, userId: user, method: 'totp' });
  await pool.query(
    `INSERT INTO users (id, email, name, account_type, email_verified_at, created_at)
     VALUES ($1, 'auditor@example.com', 'Auditor', 'auditor', now(), now())`,
    [user],
  );
  await pool.query(
    `INSERT INTO sessions (id, token_hash, user_id, kind, transport, second_factor_at, created_at, last_seen_at, expires_at)
     VALUES ($1, $2, $3, 'full', 'bearer', now(), now(), now() + interval '1 hour', now() + interval '12 hours')`,
    [session, sha256(token), user],
  );
  await pool.query(
    `INSERT INTO factors (id, user_id, method, label, status, sealed_secret, created_at, confirmed_at)
     VALUES ($1, $2, 'totp', 'App', 'active', $3, now(), now())`,
    [factor, user, new SecretBox(config, random).seal(random.bytes(20), location)],
  );
  return token;
}

async function peakMb(pid: number, work: () => Promise<unknown>): Promise<number> {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMb(pid));
  }, LOOK_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return peak;
}

/** Resident memory; 0 where /proc does not tell. */
function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
  } catch {
    return 0;
  }
}
