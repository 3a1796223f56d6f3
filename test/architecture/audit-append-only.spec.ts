import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await as('owner', insert);
});
afterAll(() => database?.drop());

const insert = `
  INSERT INTO audit_events (id, at, type, outcome, subject_type, details, schema_version)
  VALUES ('${randomUUID()}', now(), 'audit.read', 'success', 'audit_log', '{}', 1)`;

async function as(who: 'owner' | 'application', statement: string): Promise<number | null> {
  const client = new Client({
    connectionString: database.url,
    options: who === 'application' ? '-c role=shopflow_app' : '',
  });
  await client.connect();
  try {
    return (await client.query(statement)).rowCount;
  } finally {
    await client.end();
  }
}

describe.each(['owner', 'application'] as const)('as the %s', (who) => {
  it('audit events can be written and read', async () => {
    expect(await as(who, insert.replace(/'[0-9a-f-]{36}'/, `'${randomUUID()}'`))).toBe(1);
    expect(await as(who, 'SELECT * FROM audit_events')).toBeGreaterThan(0);
  });

  it.each([
    `UPDATE audit_events SET outcome = 'failure'`,
    `UPDATE audit_events SET outcome = 'failure' WHERE false`,
    'DELETE FROM audit_events',
    'TRUNCATE audit_events',
    'TRUNCATE audit_events CASCADE',
    `INSERT INTO audit_events SELECT * FROM audit_events LIMIT 1 ON CONFLICT (id) DO UPDATE SET outcome = 'failure'`,
  ])('they cannot be changed: %s', async (statement) => {
    await expect(as(who, statement)).rejects.toMatchObject({ code: '42501' });
    expect(await as('owner', `SELECT 1 FROM audit_events WHERE outcome = 'failure'`)).toBe(0);
    expect(await as('owner', 'SELECT 1 FROM audit_events')).toBeGreaterThan(0);
  });
});

it.each([
  'DROP TABLE audit_events',
  'ALTER TABLE audit_events DISABLE TRIGGER ALL',
  'CREATE TABLE elsewhere (id int)',
  `DELETE FROM schema_migrations`,
])('the application cannot get round it: %s', async (statement) => {
  await expect(as('application', statement)).rejects.toMatchObject({ code: '42501' });
});
