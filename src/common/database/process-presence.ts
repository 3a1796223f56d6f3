import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Client } from 'pg';
import { AppConfig } from '../../config/app-config';
import { LastingConnection } from './lasting-connection';

const LOCKS = `hashtext('processes')`;

/** Whether the process of this number is gone: nobody holds its lock. Null for null. Takes the lock for as long as the transaction lasts. */
export const isGone = (number: string) => `pg_try_advisory_xact_lock_shared(${LOCKS}, ${number})`;

/** A number is given once, so one whose lock is free is free for good. */
const appear = `
  WITH given AS MATERIALIZED (SELECT nextval('process_numbers')::integer AS number)
  SELECT number, pg_try_advisory_lock(${LOCKS}, number) AS held FROM given`;

/**
 * Tells other processes whether this one lives: by a lock of PostgreSQL that ends with its session, and so in the moment in
 * which the process dies. Whoever loses the connection and lives on gets another number. What relies on it must bear that,
 * and processes that nobody knows to be gone: a host without power holds its lock until the network gives up.
 */
@Injectable()
export class ProcessPresence implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(ProcessPresence.name);
  private readonly connection: LastingConnection;
  private current: number | null = null;

  constructor(config: AppConfig) {
    this.connection = new LastingConnection({
      databaseUrl: config.databaseUrl,
      name: 'shopflow-presence',
      opened: (client) => this.appear(client),
      lost: (reason) => {
        this.current = null;
        this.logger.warn(`Others cannot tell whether this process lives: ${reason}`);
      },
    });
  }

  /** Null while nobody could tell. */
  get number(): number | null {
    return this.current;
  }

  async onModuleInit(): Promise<void> {
    await this.connection.open();
  }

  /** Behind the requests that were under way. */
  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }

  private async appear(client: Client): Promise<void> {
    const { rows } = await client.query<{ number: number; held: boolean }>(appear);
    const [given] = rows;
    if (!given?.held) throw new Error('The number of this process was taken');
    this.current = given.number;
  }
}
