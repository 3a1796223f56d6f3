import type { Statement } from '../common/database/sql';

export const SCHEMA_VERSION = 3;

const types = {
  id: 'uuid',
  at: 'timestamptz',
  type: 'text',
  outcome: 'text',
  actor_id: 'uuid',
  subject_type: 'text',
  subject_id: 'uuid',
  ip: 'inet',
  user_agent: 'text',
  request_id: 'text',
  details: 'jsonb',
  mac: 'bytea',
  personal_salt: 'bytea',
  personal_digest: 'bytea',
  retention: 'text',
} as const;

type Column = keyof typeof types;
export type EventRow = { id: string } & Record<Column, unknown>;

const columns = Object.keys(types) as Column[];
const into = `INSERT INTO audit_events (${columns.join(', ')}, schema_version)`;

/** The rows are the parameter `$1`, a JSON array. What stands around it can choose among them as `e`. */
const insertFromJson = `
  ${into}
  SELECT ${columns.map((column) => `e.${column}`).join(', ')}, ${SCHEMA_VERSION}
  FROM json_to_recordset($1) AS e (${columns.map((column) => `${column} ${types[column]}`).join(', ')})`;

/** Rows as parameters cost the database a fifth less than as JSON, but each number of them is a statement of its own. */
const MOST_AS_PARAMETERS = 8;
const manyRows = { name: 'insert-audit-events', text: insertFromJson };
const fewRows = Array.from({ length: MOST_AS_PARAMETERS }, (_, at) => statementFor(at + 1));

/** A statement and its values. */
export function insertionOf(rows: readonly EventRow[]): [Statement, unknown[]] {
  const forSoMany = fewRows[rows.length - 1];
  return forSoMany
    ? [forSoMany, rows.flatMap((row) => columns.map((column) => row[column]))]
    : [manyRows, [JSON.stringify(rows)]];
}

function statementFor(count: number): Statement {
  const row = (at: number) => columns.map((_, column) => `$${at * columns.length + column + 1}`).join(', ');
  const rows = Array.from({ length: count }, (_, at) => `(${row(at)}, ${SCHEMA_VERSION})`);
  return { name: `insert-${count}-audit-events`, text: `${into} VALUES ${rows.join(', ')}` };
}

/** The state change of one row with events that are written if it was in the expected state. The events are `$1`, its own parameters follow. */
export function withEvents({ name, text }: Statement): Statement {
  return {
    name: `${name}-with-events`,
    text: `WITH change AS (${movedUp(text)} RETURNING 1), events AS (${insertFromJson} WHERE EXISTS (SELECT FROM change)) SELECT FROM change`,
  };
}

/** The same for several rows, each the subject of its events. */
export function withEventOfEach({ name, text }: Statement): Statement {
  return {
    name: `${name}-with-event-of-each`,
    text: `
      WITH change AS (${movedUp(text)} RETURNING id), events AS (${insertFromJson} WHERE e.subject_id IN (SELECT id FROM change))
      SELECT id FROM change`,
  };
}

function movedUp(text: string): string {
  return text.replace(/\$(\d+)/g, (_, number) => `$${Number(number) + 1}`);
}
