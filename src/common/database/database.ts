import { Injectable } from '@nestjs/common';
import type { Pool, QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import type { Statement } from './sql';

/** Reads outside a transaction: one named statement, one round trip. */
@Injectable()
export class Database {
  private readonly pool: Pool;

  constructor(dataSource: DataSource) {
    this.pool = (dataSource.driver as unknown as { master: Pool }).master;
  }

  /** Of this process: connections by state, and requests that wait for one. */
  get connections(): { busy: number; idle: number; awaited: number } {
    const { totalCount, idleCount: idle, waitingCount: awaited } = this.pool;
    return { busy: totalCount - idle, idle, awaited };
  }

  async rows<Row extends QueryResultRow>({ name, text }: Statement, values: unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>({ name, text, values })).rows;
  }

  async row<Row extends QueryResultRow>(statement: Statement, values: unknown[] = []): Promise<Row | null> {
    return (await this.rows<Row>(statement, values))[0] ?? null;
  }

  /** A state change that is one statement is its own transaction. */
  async execute({ name, text }: Statement, values: unknown[] = []): Promise<number> {
    return (await this.pool.query({ name, text, values })).rowCount ?? 0;
  }
}
