import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { migrate } from '../../src/common/database/migrate';
import { AppConfig } from '../../src/config/app-config';
import { EmbeddedPostgres } from '../../src/demo/embedded-postgres';
import { ended } from '../../src/demo/running-process';
import { testEnvironment } from '../support/environment';
import { type Answer, type CallOptions, call } from '../support/http';
import { Mailbox } from '../support/mailbox';
import { ServerProcess } from '../support/server-process';
import type { Choice } from './choice';

export interface Server {
  name: string;
  url: string;
  process: ServerProcess;
}

const GATEWAY_TIMEOUT_MS = 400;
const MAX_CONNECTIONS = 200;

/** Two servers on one PostgreSQL that keeps its promises (fsync), with an inbox: all of it can be killed and started again. */
export class Stage {
  /** Those that take requests now. */
  readonly servers: Server[] = [];
  private readonly starting = new Set<Promise<void>>();
  private closing = false;

  private constructor(
    private readonly folder: string,
    private postgres: EmbeddedPostgres,
    readonly environment: Record<string, string>,
    readonly config: AppConfig,
    readonly mailbox: Mailbox,
    /** As the owner of the tables, the gateway's ledger among them. */
    private readonly owner: Pool,
    private readonly choice: Choice,
  ) {}

  static async set(choice: Choice): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'shopflow-crash-'));
    chmodSync(folder, 0o755);
    const [mailbox, postgres] = await Promise.all([Mailbox.open(), startPostgres(folder)]);
    const environment = {
      ...testEnvironment(postgres.url, mailbox.url),
      GATEWAY_TIMEOUT_MS: String(GATEWAY_TIMEOUT_MS),
      REQUESTS_PER_MINUTE: '1000000',
    };
    const config = AppConfig.fromEnvironment(environment);
    await migrate(config);
    const owner = new Pool({ connectionString: postgres.url, max: 4 });
    owner.on('error', () => undefined);
    const stage = new Stage(folder, postgres, environment, config, mailbox, owner, choice);
    await Promise.all([stage.start('A'), stage.start('B')]);
    return stage;
  }

  /** Repeated while PostgreSQL is away. */
  async rows<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    for (let tries = 1; ; tries++) {
      try {
        return (await this.owner.query(text, values)).rows as Row[];
      } catch (error) {
        if (tries === 200 || !isOutage(error)) throw error;
        await sleep(100);
      }
    }
  }

  /** To any server that is there, as a load balancer would send it; null when no answer came. */
  async call(
    method: string,
    path: string,
    options: CallOptions,
    onServer: (server: Server) => void = () => undefined,
  ): Promise<Answer | null> {
    while (this.servers.length === 0) await sleep(50);
    const server = this.choice.of(this.servers);
    onServer(server);
    try {
      return await call(server.url, method, path, options);
    } catch {
      return null;
    }
  }

  /** `kill -9`; another process takes its place, without being waited for. */
  async kill(server: Server): Promise<void> {
    this.servers.splice(this.servers.indexOf(server), 1);
    server.process.signal('SIGKILL');
    await server.process.exit();
    const started = this.start(server.name).finally(() => this.starting.delete(started));
    started.catch(() => undefined);
    this.starting.add(started);
  }

  /** An immediate stop is a crash: nothing is finished, recovery reads the write-ahead log. */
  async crashPostgres(): Promise<void> {
    const { pid, url } = this.postgres;
    process.kill(pid, 'SIGQUIT');
    if (!(await ended(pid, 10_000))) throw new Error('PostgreSQL did not stop');
    this.postgres = await startPostgres(this.folder, Number(new URL(url).port));
  }

  /** @throws when a server did not come back */
  async allServing(): Promise<void> {
    await Promise.all(this.starting);
  }

  async close(): Promise<void> {
    this.closing = true;
    await Promise.allSettled(this.starting);
    for (const { process } of this.servers) {
      process.signal('SIGKILL');
      await process.exit();
    }
    await this.owner.end();
    await this.mailbox.close();
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A start that falls into an outage of PostgreSQL fails; whoever runs servers starts them again. */
  private async start(name: string): Promise<void> {
    for (let tries = 1; !this.closing; tries++) {
      try {
        const process = await ServerProcess.start(this.environment);
        this.servers.push({ name, url: process.url, process });
        return;
      } catch (error) {
        if (tries === 20) throw error;
        await sleep(200);
      }
    }
  }
}

function startPostgres(folder: string, port?: number): Promise<EmbeddedPostgres> {
  return EmbeddedPostgres.start({
    dataDir: join(folder, 'postgres'),
    port,
    fsync: true,
    maxConnections: MAX_CONNECTIONS,
  });
}

function isOutage(error: unknown): boolean {
  const { code, message } = error as { code?: string; message: string };
  return /^(57P|08|ECONN|EPIPE)/.test(code ?? '') || /Connection terminated|timeout/.test(message);
}
