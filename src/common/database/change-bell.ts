import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Client } from 'pg';
import { AppConfig } from '../../config/app-config';
import { SECOND } from '../clock';
import { Database } from './database';

type Listener = (ids: ReadonlySet<string>) => void;

const CHANNEL = 'shopflow_changes';
/** Rings of this long leave as one. */
const GATHERED_MS = 100;
/** A notification holds 8,000 bytes. */
const IDS_AT_ONCE = 200;
const RECONNECT_MS = SECOND;

/**
 * `NOTIFY` takes a lock that all committing transactions with notifications wait for, until the disk has answered. So it
 * never travels with what it tells of, and its own commit waits for no disk: losing a bell loses nothing.
 */
const notify = {
  name: 'notify-changes',
  text: `
    WITH asynchronous AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS mode)
    SELECT pg_notify('${CHANNEL}', $1) FROM asynchronous WHERE mode = 'off'`,
};

/**
 * Tells all processes that something about an identifier may have changed. It says neither what nor whether: listeners read
 * the rows again, and must bear a bell that is lost or rung for nothing.
 */
@Injectable()
export class ChangeBell implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ChangeBell.name);
  private readonly listeners = new Set<Listener>();
  private readonly waiting = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private reconnect: NodeJS.Timeout | undefined;
  private client: Client | null = null;
  private closed = false;

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
  ) {}

  ring(id: string): void {
    if (this.closed) return;
    this.waiting.add(id);
    this.timer ??= setTimeout(() => void this.spread(), GATHERED_MS).unref();
  }

  /** One connection for the whole process, made at the first call. After an outage `ids` is empty: anything may have changed. */
  listen(listener: Listener): void {
    this.listeners.add(listener);
    if (this.listeners.size === 1) void this.connect();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.reconnect);
    await this.client?.end().catch(() => undefined);
  }

  private async spread(): Promise<void> {
    this.timer = undefined;
    const ids = [...this.waiting];
    this.waiting.clear();
    try {
      for (let sent = 0; sent < ids.length; sent += IDS_AT_ONCE)
        await this.database.execute(notify, [ids.slice(sent, sent + IDS_AT_ONCE).join(',')]);
    } catch (error) {
      if (!this.closed) this.logger.warn(`A change was not told to others: ${(error as Error).message}`);
    }
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.config.databaseUrl,
      application_name: 'shopflow-changes',
      connectionTimeoutMillis: 5 * SECOND,
      keepAlive: true,
    });
    let lost = false;
    const comeBack = (reason: string) => {
      if (lost || this.closed) return;
      lost = true;
      this.logger.warn(`Changes are not heard of, which delays live views: ${reason}`);
      this.reconnect = setTimeout(() => void this.connect(), RECONNECT_MS).unref();
      client.end().catch(() => undefined);
    };
    client.on('error', ({ message }) => comeBack(message));
    client.on('end', () => comeBack('the connection ended'));
    client.on('notification', ({ payload }) => this.tell(new Set(payload?.split(','))));
    this.client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.tell(new Set());
    } catch (error) {
      comeBack((error as Error).message);
    }
  }

  private tell(ids: ReadonlySet<string>): void {
    for (const listener of this.listeners) listener(ids);
  }
}
