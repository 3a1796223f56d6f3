import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { postgresBinaries } from './postgres-binaries';
import { type Cluster, prepareCluster, release } from './postgres-cluster';
import { ended } from './running-process';
import { type Ids, unprivilegedIds } from './unprivileged-user';

export interface EmbeddedPostgresOptions {
  dataDir: string;
  /** A free one when absent. */
  port?: number;
  /** Off is for tests only: a power cut then loses committed transactions. */
  fsync?: boolean;
  maxConnections?: number;
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 8_000;
const START_ATTEMPTS = 4;

/** A real PostgreSQL server as a child of this process, on 127.0.0.1 only. */
export class EmbeddedPostgres {
  private constructor(
    private readonly dataDir: string,
    private readonly cluster: Cluster,
    private readonly port: number,
    private readonly server: ChildProcess,
  ) {}

  static async start({
    dataDir,
    port,
    fsync = true,
    maxConnections = 100,
  }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const ids = unprivilegedIds();
    const binaries = postgresBinaries();
    const folder = resolve(dataDir);
    for (let attempt = 1; ; attempt++) {
      const cluster = await prepareCluster(folder, binaries, ids);
      const chosen = port ?? (await freePort());
      const settings = {
        ...serverSettings,
        port: chosen,
        fsync: fsync ? 'on' : 'off',
        max_connections: maxConnections,
      };
      const server = spawnServer(binaries.postgres, cluster.folder, settings, ids);
      stopWithParent(server, ids);
      const embedded = new EmbeddedPostgres(folder, cluster, chosen, server);
      try {
        await embedded.ready();
        return embedded;
      } catch (error) {
        await embedded.stop();
        if (attempt === START_ATTEMPTS) throw error;
        await sleep(500 * attempt);
      }
    }
  }

  /** The maintenance database. */
  get url(): string {
    return this.urlOf('postgres');
  }

  get pid(): number {
    return this.server.pid as number;
  }

  urlOf(database: string): string {
    return `postgres://postgres:${this.cluster.password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Ends open connections, writes a checkpoint and waits; repeated calls do nothing. */
  async stop(): Promise<void> {
    if (this.server.exitCode === null && this.server.signalCode === null) {
      this.server.kill('SIGINT');
      if (!(await ended(this.pid, STOP_WITHIN_MS))) this.server.kill('SIGQUIT');
      await ended(this.pid, STOP_WITHIN_MS);
    }
    release(this.dataDir);
  }

  private async ready(): Promise<void> {
    let output = '';
    this.server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4_000);
    });
    const failed = new Promise<never>((_, reject) => {
      this.server.once('error', reject);
      this.server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${output}`)));
    });
    failed.catch(() => undefined);
    await Promise.race([this.answers(), failed]);
  }

  private async answers(): Promise<void> {
    for (let waited = 0; ; waited += 50) {
      const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 5_000 });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (waited >= READY_WITHIN_MS || this.server.exitCode !== null) throw error;
        await sleep(50);
      }
    }
  }
}

const serverSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
};

/** In a session of its own, so that Ctrl-C reaches this process first and the application can finish its work. */
function spawnServer(
  binary: string,
  folder: string,
  settings: Record<string, string | number>,
  ids: Ids,
): ChildProcess {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const stdio = ['ignore', 'ignore', 'pipe'] as const;
  return spawn(binary, ['-D', folder, ...flags], {
    ...ids,
    cwd: '/',
    env: { LC_ALL: 'C' },
    detached: true,
    stdio: [...stdio],
  });
}

/** Its input ends when this process does, even after `kill -9`; then it stops the server. */
function stopWithParent(server: ChildProcess, ids: Ids): void {
  const script = 'read -r _; kill -INT "$1"';
  const watcher = spawn('/bin/sh', ['-c', script, 'sh', String(server.pid)], {
    ...ids,
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  server.once('exit', () => watcher.kill('SIGKILL'));
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolvePort(port));
    });
  });
}
