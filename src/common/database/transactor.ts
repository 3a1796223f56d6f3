import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { bindClient, firstFailure } from './sql';

const DEADLOCK = '40P01';
const MAX_ATTEMPTS = 3;
const openTransaction = new AsyncLocalStorage<boolean>();

/** Opens transactions. Only use-case services call it; collaborators take the manager. */
@Injectable()
export class Transactor {
  constructor(private readonly dataSource: DataSource) {}

  /** READ COMMITTED; rolls back when `work` throws, and repeats it when PostgreSQL chose it as a deadlock victim. */
  async run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    assertNoTransaction('another transaction');
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if ((error as { code?: string }).code !== DEADLOCK || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  private async attempt<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client = (await runner.connect()) as PoolClient;
    bindClient(runner.manager, client);
    try {
      // Not awaited: BEGIN travels with the first statement. TypeORM's own repositories must join, not open another.
      const begun = client.query('BEGIN');
      begun.catch(() => undefined);
      Object.assign(runner, { isTransactionActive: true });
      const result = await openTransaction.run(true, () => work(runner.manager));
      await begun;
      const { command } = await client.query('COMMIT');
      if (command !== 'COMMIT')
        throw new Error('The transaction was rolled back because a statement in it had failed');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw firstFailure(runner.manager) ?? error;
    } finally {
      Object.assign(runner, { isTransactionActive: false });
      await runner.release();
    }
  }
}

/** Adapters that reach over the network call this first: a transaction must never wait for a provider. */
export function assertNoTransaction(what: string): void {
  if (openTransaction.getStore())
    throw new Error(`A transaction is open: ${what} must wait until it has ended`);
}
