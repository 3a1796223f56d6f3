import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { AppConfig } from '../../config/app-config';
import { Database } from './database';
import { LastingConnection } from './lasting-connection';

type Listener = (ids: ReadonlySet<string>) => void;

const CHANNEL = 'shopflow_changes';
/** Rings of this long leave as one. */
const GATHERED_MS = 100;
/** A notification holds 8,000 bytes. */
const IDS_AT_ONCE = 200;

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
  private readonly connection: LastingConnection;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    config: AppConfig,
    private readonly database: Database,
  ) {
    this.connection = new LastingConnection({
      databaseUrl: config.databaseUrl,
      name: 'shopflow-changes',
      opened: async (client) => {
        client.on('notification', ({ payload }) => this.tell(new Set(payload?.split(','))));
        await client.query(`LISTEN ${CHANNEL}`);
        this.tell(new Set());
      },
      lost: (reason) => this.logger.warn(`Changes are not heard of, which delays live views: ${reason}`),
    });
  }

  ring(id: string): void {
    if (this.closed) return;
    this.waiting.add(id);
    this.timer ??= setTimeout(() => void this.spread(), GATHERED_MS).unref();
  }

  /** One connection for the whole process, made at the first call. After an outage `ids` is empty: anything may have changed. */
  listen(listener: Listener): void {
    this.listeners.add(listener);
    if (this.listeners.size === 1) void this.connection.open();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.connection.close();
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

  private tell(ids: ReadonlySet<string>): void {
    for (const listener of this.listeners) listener(ids);
  }
}
