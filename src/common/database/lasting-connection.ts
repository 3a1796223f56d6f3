import { Client } from 'pg';
import { SECOND } from '../clock';

interface LastingConnectionOptions {
  databaseUrl: string;
  /** What PostgreSQL calls it. */
  name: string;
  /** Called with each new connection before it counts as open; throwing means: try again. */
  opened(client: Client): Promise<void>;
  /** Called once for each connection that was lost, or could not be made. */
  lost(reason: string): void;
}

const RECONNECT_MS = SECOND;

/** A connection beside the pool, for what belongs to a session of PostgreSQL. It comes back by itself. */
export class LastingConnection {
  private client: Client | null = null;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly options: LastingConnectionOptions) {}

  /** Ends after the first try, whatever came of it. */
  async open(): Promise<void> {
    const client = new Client({
      connectionString: this.options.databaseUrl,
      application_name: this.options.name,
      connectionTimeoutMillis: 5 * SECOND,
      keepAlive: true,
    });
    let lost = false;
    const comeBack = (reason: string) => {
      if (lost || this.closed) return;
      lost = true;
      this.options.lost(reason);
      this.timer = setTimeout(() => void this.open(), RECONNECT_MS).unref();
      client.end().catch(() => undefined);
    };
    client.on('error', ({ message }) => comeBack(message));
    client.on('end', () => comeBack('the connection ended'));
    this.client = client;
    try {
      await client.connect();
      await this.options.opened(client);
    } catch (error) {
      comeBack((error as Error).message);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }
}
