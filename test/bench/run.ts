import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeCryptoPlugin } from '@otplib/plugin-crypto-node';
import { generateSync } from 'otplib';
import { Pool } from 'pg';
import { migrate } from '../../src/common/database/migrate';
import { AppConfig } from '../../src/config/app-config';
import { EmbeddedPostgres } from '../../src/demo/embedded-postgres';
import { type Load, type LoadResult, percentile, run, type Work } from './load';
import { processorSeconds } from './processor-time';
import { RoundTripCounter } from './round-trip-counter';
import { insertForgottenChallenges, insertWaitingClients, type WaitingClient } from './scenario';
import { ServerProcess } from './server-process';

/** Enough approvals for each phase; a code is good once, so each request needs a client of its own. */
const CLIENTS = Number(process.env.BENCH_CLIENTS ?? 60_000);
const FORGOTTEN_CHALLENGES = 100_000;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
const COUNTED_REQUESTS = 200;
const crypto = new NodeCryptoPlugin();
const productionRoot = join(__dirname, '..', '..', 'src', 'main.js');
const referenceServer = join(__dirname, 'reference-server.js');
const print = (line = '') => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shopflow-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await EmbeddedPostgres.start({ dataDir: join(folder, 'postgres'), fsync: true });
  const environment = environmentFor(postgres.url);
  const config = AppConfig.fromEnvironment(environment);
  await migrate(config);
  const pool = new Pool({ connectionString: postgres.url, max: 2 });
  pool.on('error', () => undefined);
  try {
    print(
      `Node ${process.version}, ${cpus().length} cores shared by server, PostgreSQL (fsync on) and load generator; ${CLIENTS} clients`,
    );
    const bench = new Bench(pool, postgres.pid, await insertWaitingClients(pool, config, CLIENTS));
    await bench.with(productionRoot, environment, async () => {
      for (const connections of [1, 8, 32]) await bench.sessionReads(connections);
      for (const connections of [1, 8, 32]) await bench.verifyAndPay(connections);
      await insertForgottenChallenges(pool, FORGOTTEN_CHALLENGES);
      await bench.verifyAndPay(32, `, ${FORGOTTEN_CHALLENGES} open challenges lying around`);
    });
    print(
      'The same durable work on bare Fastify, without rules and gateway, as a yardstick for this machine:',
    );
    await bench.with(referenceServer, environment, async () => {
      await bench.sessionReads(32);
      await bench.verifyAndPay(32);
    });
    await bench.countRoundTrips(environment);
  } finally {
    await pool.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function environmentFor(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    APP_URL: 'http://127.0.0.1',
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'bench@example.com',
    LOG_LEVEL: 'info',
    ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    CODE_PEPPER: randomBytes(32).toString('base64'),
    REQUESTS_PER_MINUTE: '1000000000',
  };
}

class Bench {
  private server: ServerProcess;

  constructor(
    private readonly pool: Pool,
    private readonly postgresPid: number,
    private readonly clients: WaitingClient[],
  ) {}

  async with(
    script: string,
    environment: Record<string, string>,
    measure: () => Promise<void>,
  ): Promise<void> {
    this.server = await ServerProcess.start(script, environment);
    try {
      await this.load({ connections: 8, seconds: 2 }, payNext(this.clients));
      await this.load({ connections: 8, seconds: 1 }, readSession(this.clients));
      await measure();
    } finally {
      await this.server.stop();
    }
  }

  async sessionReads(connections: number): Promise<void> {
    await this.report(
      `session read (GET /api/auth/me), ${connections} connections`,
      connections,
      readSession(this.clients),
    );
  }

  async verifyAndPay(connections: number, remark = ''): Promise<void> {
    await this.report(
      `verify-and-pay (TOTP), ${connections} connections${remark}`,
      connections,
      payNext(this.clients),
    );
  }

  /** One request after another, through a relay that sees each flight. */
  async countRoundTrips(environment: Record<string, string>): Promise<void> {
    const url = new URL(environment.DATABASE_URL as string);
    const counter = await RoundTripCounter.before(Number(url.port));
    url.port = String(counter.port);
    await this.with(productionRoot, { ...environment, DATABASE_URL: url.href }, async () => {
      const before = counter.count;
      const pay = payNext(this.clients);
      let left = COUNTED_REQUESTS;
      const work: Work = async (connection) => (left-- > 0 ? pay(connection) : null);
      const { requests } = await this.load({ connections: 1, seconds: 60 }, work);
      print(
        `verify-and-pay: ${((counter.count - before) / requests).toFixed(2)} database round trips a request, the sandbox gateway's own among them`,
      );
    });
    counter.close();
  }

  private async report(title: string, connections: number, work: Work): Promise<void> {
    const before = { ...this.processorSeconds(), writes: await this.writingTransactions() };
    const result = await this.load({ connections, seconds: SECONDS }, work);
    const after = this.processorSeconds();
    const writes = Number((await this.writingTransactions()) - before.writes);
    const each = (part: keyof typeof after) =>
      (((after[part] - before[part]) / result.requests) * 1_000).toFixed(2);
    print(`${title}: ${describe(result)}`);
    print(
      `    CPU ms a request: server ${each('server')}, database ${each('database')}, load generator ${each('load')}; ` +
        `${(writes / result.requests).toFixed(2)} writing transactions a request`,
    );
  }

  private processorSeconds() {
    const { user, system } = process.cpuUsage();
    return {
      server: processorSeconds(this.server.pid),
      database: processorSeconds(this.postgresPid),
      load: (user + system) / 1e6,
    };
  }

  private load(load: Omit<Load, 'port'>, work: Work): Promise<LoadResult> {
    return run({ ...load, port: this.server.port }, work);
  }

  /** Transaction identifiers are only given to transactions that write. */
  private async writingTransactions(): Promise<bigint> {
    const { rows } = await this.pool.query('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next');
    return BigInt(rows[0].next);
  }
}

function payNext(clients: WaitingClient[]): Work {
  const epoch = Math.floor(Date.now() / 1_000);
  return async (connection) => {
    const client = clients.pop();
    if (!client) return null;
    const code = generateSync({ secret: client.secret, crypto, epoch });
    const body = JSON.stringify({ approvalId: client.approvalId, code });
    const { status } = await connection.send('POST', '/api/milestones/verify-and-pay', client.token, body);
    return status === 200;
  };
}

function readSession(clients: readonly WaitingClient[]): Work {
  let next = 0;
  return async (connection) => {
    const { token } = clients[next++ % clients.length] as WaitingClient;
    return (await connection.send('GET', '/api/auth/me', token)).status === 200;
  };
}

function describe({ requests, failures, seconds, latencies }: LoadResult): string {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(latencies, share).toFixed(2));
  return `${Math.round(requests / seconds)}/s, p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms${failures > 0 ? `, ${failures} FAILED` : ''}`;
}

void main();
