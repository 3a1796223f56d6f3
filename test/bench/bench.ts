import { join } from 'node:path';
import type { Ground } from './ground';
import { print } from './ground';
import { type Load, type LoadResult, percentile, run, type Work } from './load';
import { processorSeconds } from './processor-time';
import { ServerProcess } from './server-process';

export const productionRoot = join(__dirname, '..', '..', 'src', 'main.js');
export const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);

/** Servers under load, and figures about it. */
export class Bench {
  private servers: ServerProcess[] = [];

  constructor(private readonly ground: Ground) {}

  async with(
    script: string,
    measure: () => Promise<void>,
    { processes = 1, environment = this.ground.environment } = {},
  ): Promise<void> {
    for (let count = 0; count < processes; count++)
      this.servers.push(await ServerProcess.start(script, environment));
    try {
      await measure();
    } finally {
      await Promise.all(this.servers.map((server) => server.stop()));
      this.servers = [];
    }
  }

  /** Prints and gives back the result. */
  async report(
    title: string,
    connections: number,
    work: Work,
    limits: Partial<Load> = {},
  ): Promise<LoadResult> {
    const before = { ...this.processorSeconds(), writes: await this.writingTransactions() };
    const result = await this.load({ connections, seconds: SECONDS, ...limits }, work);
    const after = this.processorSeconds();
    const writes = Number((await this.writingTransactions()) - before.writes);
    const each = (part: keyof typeof after) =>
      (((after[part] - before[part]) / result.requests) * 1_000).toFixed(2);
    print(`${title}: ${describe(result)}`);
    print(
      `    CPU ms each: servers ${each('server')}, database ${each('database')}, load generator ${each('load')}; ` +
        `${(writes / result.requests).toFixed(2)} writing transactions each`,
    );
    return result;
  }

  load(load: Omit<Load, 'ports'>, work: Work): Promise<LoadResult> {
    return run({ ...load, ports: this.servers.map(({ port }) => port) }, work);
  }

  private processorSeconds() {
    const { user, system } = process.cpuUsage();
    return {
      server: this.servers.reduce((sum, { pid }) => sum + processorSeconds(pid), 0),
      database: processorSeconds(this.ground.postgresPid),
      load: (user + system) / 1e6,
    };
  }

  /** Transaction identifiers are only given to transactions that write. */
  private async writingTransactions(): Promise<bigint> {
    const { rows } = await this.ground.pool.query(
      'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next',
    );
    return BigInt(rows[0].next);
  }
}

/** Milliseconds. */
export function median({ latencies }: LoadResult): number {
  return percentile(latencies, 0.5);
}

function describe({ requests, failures, seconds, latencies }: LoadResult): string {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(latencies, share).toFixed(2));
  return `${Math.round(requests / seconds)}/s, p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms${failures > 0 ? `, ${failures} FAILED` : ''}`;
}
