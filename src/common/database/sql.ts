import type { QueryResult, QueryResultRow } from 'pg';
import type { EntityManager } from 'typeorm';

export interface Statement {
  /** Prepared once a connection under this name; half the database's CPU on short statements. */
  name: string;
  text: string;
}

interface Client {
  query(query: string | { name: string; text: string; values: unknown[] }): Promise<QueryResult>;
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
}

interface Connection {
  client: Client;
  /** The first failure; statements in flight behind it only report that the transaction is aborted. */
  failure?: unknown;
  closing: (() => Promise<unknown>)[];
  enqueued: Promise<unknown>[];
  committed: (() => void)[];
}

/** One INSERT, UPDATE or DELETE, without RETURNING, that touches only what is in the expected state. */
export interface Change extends Statement {
  /** Common table expressions that it builds on. */
  with?: string;
}

/** A conditional update did not find its row in the expected state: somebody else was quicker. */
export class LostRaceError extends Error {}

const connections = new WeakMap<EntityManager, Connection>();

/** Called by the transactor: makes `execute` reach the connection of this transaction at once, without a hop. */
export function bindClient(manager: EntityManager, client: unknown): void {
  connections.set(manager, { client: client as Client, closing: [], enqueued: [], committed: [] });
}

/** Why the manager's transaction is aborted, when a statement failed in it. */
export function firstFailure(manager: EntityManager): unknown {
  return connections.get(manager)?.failure;
}

/** Has `issue` called right before COMMIT, to send statements that travel with it. */
export function beforeCommit(manager: EntityManager, issue: () => Promise<unknown>): void {
  connectionOf(manager).closing.push(issue);
}

/** Has `act` called once the transaction has committed, and never when it rolls back. Must not throw. */
export function afterCommit(manager: EntityManager, act: () => void): void {
  connectionOf(manager).committed.push(act);
}

/** Called by the transactor. */
export function tellCommitted(manager: EntityManager): void {
  for (const act of connectionOf(manager).committed) act();
}

/** Ends when everything has been answered that the transaction did not wait for. */
export function issueClosing(manager: EntityManager): Promise<unknown> {
  const { closing, enqueued } = connectionOf(manager);
  return Promise.all([...enqueued, ...closing.map((issue) => issue())]);
}

/**
 * Work of a transaction that may fail without failing it.
 * @returns null when it did; nothing that it has done remains
 */
export async function attempt<T>(manager: EntityManager, work: () => Promise<T>): Promise<T | null> {
  const connection = connectionOf(manager);
  send(connection, 'SAVEPOINT attempt').catch(() => undefined);
  try {
    const result = await work();
    await send(connection, 'RELEASE SAVEPOINT attempt');
    return result;
  } catch {
    await send(connection, 'ROLLBACK TO SAVEPOINT attempt');
    connection.failure = undefined;
    return null;
  }
}

/** Opens or ends the transaction itself. */
export function control(
  manager: EntityManager,
  command: 'BEGIN' | 'COMMIT' | 'ROLLBACK',
): Promise<QueryResult> {
  return send(connectionOf(manager), command);
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
  const connection = connectionOf(manager);
  try {
    return (await send(connection, { name, text, values })) as QueryResult<Row>;
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

/** For conditional state changes. @throws LostRaceError when another number of rows was in the expected state */
export async function mustTouch(
  manager: EntityManager,
  count: number,
  statement: Statement,
  values: unknown[] = [],
): Promise<void> {
  const result = await execute(manager, statement, values);
  if (result.rowCount !== count)
    throw new LostRaceError(`${statement.name} touched ${result.rowCount} rows instead of ${count}`);
}

/**
 * Sends a change that nobody needs the answer of: it travels with what follows, COMMIT included. PostgreSQL itself aborts
 * the transaction when another number of rows was in the expected state, and the transactor runs it again.
 */
export function enqueue(manager: EntityManager, count: number, change: Change, values: unknown[]): void {
  const sent = execute(manager, checked(change, values.length), [...values, count]);
  sent.catch(() => undefined);
  connectionOf(manager).enqueued.push(sent);
}

const checkedStatements = new WeakMap<Change, Statement>();

function checked(change: Change, parameters: number): Statement {
  const known = checkedStatements.get(change);
  if (known) return known;
  const { name, text, with: preparation } = change;
  const statement = {
    name: `${name}-checked`,
    text: `
      WITH ${preparation === undefined ? '' : `${preparation}, `}change AS (${text} RETURNING 1)
      SELECT expect_rows(count(*), $${parameters + 1}) FROM change`,
  };
  checkedStatements.set(change, statement);
  return statement;
}

function connectionOf(manager: EntityManager): Connection {
  const connection = connections.get(manager);
  if (!connection) throw new Error('A statement was issued outside the transactor');
  return connection;
}

/** What is issued in one turn of the event loop leaves in one write: waking the server costs more than a short statement. */
function send({ client }: Connection, query: Parameters<Client['query']>[0]): Promise<QueryResult> {
  const { stream } = client.connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
  return client.query(query);
}
