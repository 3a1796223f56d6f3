import type { QueryResult, QueryResultRow } from 'pg';
import type { EntityManager } from 'typeorm';

export interface Statement {
  /** Prepared once a connection under this name; half the database's CPU on short statements. */
  name: string;
  text: string;
}

interface Client {
  query(query: { name: string; text: string; values: unknown[] }): Promise<QueryResult>;
}

interface Connection {
  client: Client;
  /** The first failure; statements in flight behind it only report that the transaction is aborted. */
  failure?: unknown;
}

const connections = new WeakMap<EntityManager, Connection>();

/** Called by the transactor: makes `execute` reach the connection of this transaction at once, without a hop. */
export function bindClient(manager: EntityManager, client: Client): void {
  connections.set(manager, { client });
}

/** Why the manager's transaction is aborted, when a statement failed in it. */
export function firstFailure(manager: EntityManager): unknown {
  return connections.get(manager)?.failure;
}

/**
 * Runs a named statement on the connection of the manager's transaction.
 * Statements that are issued without awaiting the one before travel in one flight and run in that order.
 */
export async function execute<Row extends QueryResultRow = QueryResultRow>(
  manager: EntityManager,
  { name, text }: Statement,
  values: unknown[] = [],
): Promise<QueryResult<Row>> {
  const connection = connections.get(manager);
  if (!connection) throw new Error('A statement was issued outside the transactor');
  try {
    return (await connection.client.query({ name, text, values })) as QueryResult<Row>;
  } catch (error) {
    connection.failure ??= error;
    throw error;
  }
}

export async function rows<Row extends QueryResultRow>(
  manager: EntityManager,
  statement: Statement,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await execute<Row>(manager, statement, values)).rows;
}

export async function row<Row extends QueryResultRow>(
  manager: EntityManager,
  statement: Statement,
  values: unknown[] = [],
): Promise<Row | null> {
  return (await execute<Row>(manager, statement, values)).rows[0] ?? null;
}

/** For state changes whose precondition is already locked: touching another number of rows is a fault and rolls back. */
export async function mustTouch(
  manager: EntityManager,
  count: number,
  statement: Statement,
  values: unknown[] = [],
): Promise<void> {
  const result = await execute(manager, statement, values);
  if (result.rowCount !== count)
    throw new Error(`${statement.name} touched ${result.rowCount} rows instead of ${count}`);
}
