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

/** Every table in which events are, whatever its depth. */
async function partitions(): Promise<string[]> {
  const rows = await read(`SELECT relid::regclass::text AS name FROM pg_partition_tree('audit_events')`);
  return (rows as { name: string }[]).map(({ name }) => name);
}

async function read(statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows;
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
    `INSERT INTO audit_events SELECT * FROM audit_events LIMIT 1 ON CONFLICT (id, retention) DO UPDATE SET outcome = 'failure'`,
  ])('they cannot be changed: %s', async (statement) => {
    await expect(as(who, statement)).rejects.toMatchObject({ code: '42501' });
    expect(await as('owner', `SELECT 1 FROM audit_events WHERE outcome = 'failure'`)).toBe(0);
    expect(await as('owner', 'SELECT 1 FROM audit_events')).toBeGreaterThan(0);
  });
});

it('no partition can be changed by its own name, those that are made later included', async () => {
  await as(
    'owner',
    `SELECT make_audit_month('security', '2031-05-01'), make_audit_month('approvals', '2031-05-01')`,
  );
  const names = await partitions();
  expect(names).toEqual(
    expect.arrayContaining([
      'audit_events_security_default',
      'audit_events_security_2031_05',
      'audit_events_permanent',
    ]),
  );
  for (const name of names)
    for (const who of ['owner', 'application'] as const)
      for (const change of [
        `UPDATE ${name} SET outcome = 'failure'`,
        `DELETE FROM ${name} WHERE false`,
        `TRUNCATE ${name}`,
      ])
        await expect(as(who, change)).rejects.toMatchObject({ code: '42501' });
});

it('a month that is made takes its events out of the default partition, unchanged', async () => {
  const id = '01c38430-2c00-7000-8000-000000000001';
  const whole = `SELECT row_to_json(e)::text FROM audit_events e WHERE id = '${id}'`;
  const partitionOf = `SELECT FROM audit_events WHERE id = '${id}' AND tableoid = `;
  await as('owner', insert.replace(/'[0-9a-f-]{36}'/, `'${id}'`));
  const before = await read(whole);
  expect(await as('owner', `${partitionOf} 'audit_events_security_default'::regclass`)).toBe(1);
  await as('owner', `SELECT make_audit_month('security', '2031-06-01')`);
  expect(await as('owner', `${partitionOf} 'audit_events_security_2031_06'::regclass`)).toBe(1);
  expect(await read(whole)).toEqual(before);
  await expect(as('owner', 'DELETE FROM audit_events_security_default')).rejects.toMatchObject({
    code: '42501',
  });
});

it.each([
  `SELECT make_audit_month('security', '2032-05-01')`,
  `SELECT drop_audit_month('security', date_trunc('month', now())::date)`,
  'DROP TABLE audit_events_security_default',
  'ALTER TABLE audit_events_security_default DISABLE TRIGGER ALL',
  'DROP TABLE audit_events',
  'ALTER TABLE audit_events DISABLE TRIGGER ALL',
  'CREATE TABLE elsewhere (id int)',
  `DELETE FROM schema_migrations`,
])('the application cannot get round it: %s', async (statement) => {
  await expect(as('application', statement)).rejects.toMatchObject({ code: '42501' });
});

describe('what an erasure takes out of events', () => {
  const person = randomUUID();
  const event = randomUUID();
  const empty = 'UPDATE audit_events SET ip = NULL, user_agent = NULL, personal_salt = NULL';
  const theirs = `WHERE id = '${event}'`;

  beforeAll(async () => {
    const admins = [randomUUID(), randomUUID()];
    for (const id of [person, ...admins])
      await as(
        'owner',
        `INSERT INTO users (id, email, name, account_type, created_at) VALUES ('${id}', '${id}@example.com', 'Ada', 'admin', now())`,
      );
    await as(
      'owner',
      `INSERT INTO audit_events (id, at, type, outcome, actor_id, subject_type, ip, user_agent, details, schema_version, mac, personal_salt,
         personal_digest)
       VALUES ('${event}', now(), 'audit.read', 'success', '${person}', 'audit_log', '192.0.2.1', 'Firefox', '{"n": 1}', 2,
         sha256('a'), sha256('b'), sha256('c'))`,
    );
    await expect(as('owner', `${empty} ${theirs}`)).rejects.toMatchObject({ code: '42501' });
    await as(
      'application',
      `INSERT INTO erasures (user_id, proposal_id, opened_by, confirmed_by, erased_at)
       VALUES ('${person}', '${randomUUID()}', '${admins[0]}', '${admins[1]}', now())`,
    );
  });

  it.each([
    `UPDATE audit_events SET ip = NULL ${theirs}`,
    `UPDATE audit_events SET ip = '192.0.2.2', user_agent = NULL, personal_salt = NULL ${theirs}`,
    `UPDATE audit_events SET ip = NULL, user_agent = NULL, personal_salt = sha256('d') ${theirs}`,
    `UPDATE audit_events SET ip = NULL, user_agent = NULL, personal_salt = NULL, personal_digest = NULL ${theirs}`,
    `UPDATE audit_events SET ip = NULL, user_agent = NULL, personal_salt = NULL, details = '{"n": 1.0}' ${theirs}`,
    `${empty} WHERE actor_id IS NULL`,
    `DELETE FROM audit_events ${theirs}`,
    'DELETE FROM erasures',
    `UPDATE erasures SET user_id = opened_by`,
    'TRUNCATE erasures',
  ])('is nothing else: %s', async (statement) => {
    await expect(as('owner', statement)).rejects.toMatchObject({ code: '42501' });
    await expect(as('application', statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('is address, user agent and salt of that person, by whatever name of the table, and then for good', async () => {
    for (const name of await partitions())
      expect(await as('owner', `${empty.replace('audit_events', name)} WHERE false`)).toBe(0);
    expect(await as('application', `${empty} ${theirs}`)).toBe(1);
    await expect(as('owner', `UPDATE audit_events SET ip = '192.0.2.1' ${theirs}`)).rejects.toMatchObject({
      code: '42501',
    });
  });
});
