import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { bindClient, control, firstFailure, issueClosing, LostRaceError, tellCommitted } from './sql';

const DEADLOCK = '40P01';
/** Raised by `expect_rows`. */
const LOST_RACE = 'SF001';
const MAX_ATTEMPTS = 3;
const openTransaction = new AsyncLocalStorage<boolean>();

/** Opens transactions. Only use-case services call it; collaborators take the manager. */
@Injectable()
export class Transactor {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * READ COMMITTED; rolls back when `work` throws. `work` runs again when another transaction was quicker, be it that
   * PostgreSQL broke a deadlock or that a conditional update found its row changed.
   */
  async run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    assertNoTransaction('another transaction');
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (!mayRunAgain(error) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  private async attempt<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const { manager } = runner;
    bindClient(manager, await runner.connect());
    // TypeORM's own repositories must join this transaction, not open another.
    Object.assign(runner, { isTransactionActive: true });
    try {
      // Not awaited: BEGIN travels with the first statements.
      const begun = control(manager, 'BEGIN');
      begun.catch(() => undefined);
      const result = await openTransaction.run(true, () => work(manager));
      await begun;
      await commit(manager);
      tellCommitted(manager);
      return result;
    } catch (error) {
      await control(manager, 'ROLLBACK').catch(() => undefined);
      throw causeOf(firstFailure(manager) ?? error);
    } finally {
      Object.assign(runner, { isTransactionActive: false });
      await runner.release();
    }
  }
}

/** COMMIT travels with the closing statements; when one of them fails, PostgreSQL rolls back instead. */
async function commit(manager: EntityManager): Promise<void> {
  const [, { command }] = await Promise.all([issueClosing(manager), control(manager, 'COMMIT')]);
  if (command !== 'COMMIT') throw new Error('A statement had failed, so the transaction was rolled back');
}

function causeOf(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  return code === LOST_RACE ? new LostRaceError(message) : error;
}

function mayRunAgain(error: unknown): boolean {
  return error instanceof LostRaceError || (error as { code?: string }).code === DEADLOCK;
}

/** Adapters that reach over the network call this first: a transaction must never wait for a provider. */
export function assertNoTransaction(what: string): void {
  if (openTransaction.getStore())
    throw new Error(`A transaction is open: ${what} must wait until it has ended`);
}
