import { Client } from 'pg';
import { migrate } from '../../src/common/database/migrate';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

const OWNER = 'owner_without_createrole';
const ROLE = 'role_of_the_administrator';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database?.drop();
});

async function query(url: string, sql: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

it('an owner who may not create roles gives its rights to one that is there', async () => {
  const url = new URL(database.url);
  const name = `${url.pathname.slice(1)}_prepared`;
  await query(database.url, `CREATE ROLE ${OWNER} LOGIN PASSWORD 'owner'`);
  await query(database.url, `CREATE ROLE ${ROLE} NOLOGIN`);
  await query(database.url, `GRANT ${ROLE} TO ${OWNER}`);
  await query(database.url, `CREATE DATABASE ${name} OWNER ${OWNER}`);
  Object.assign(url, { username: OWNER, password: 'owner', pathname: `/${name}` });
  try {
    await migrate({ databaseUrl: url.href, databasePoolSize: 1, databaseAppRole: ROLE });
    const rights = await query(
      url.href,
      `SELECT has_table_privilege('${ROLE}', 'payments', 'UPDATE') AS pays,
        has_table_privilege('${ROLE}', 'audit_events', 'INSERT') AS audits,
        has_table_privilege('${ROLE}', 'audit_events', 'UPDATE') AS rewrites,
        has_table_privilege('${ROLE}', 'two_factor_policies', 'INSERT') AS rules,
        has_table_privilege('${ROLE}', 'two_factor_policies', 'DELETE') AS forgets`,
    );
    expect(rights).toEqual([{ pays: true, audits: true, rewrites: false, rules: true, forgets: false }]);
  } finally {
    await query(database.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await query(database.url, `DROP ROLE ${ROLE}, ${OWNER}`);
  }
});
