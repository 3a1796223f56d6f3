import type { DataSource } from 'typeorm';
import { migrationDataSource } from '../../src/common/database/migrate';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await migrationDataSource({ databaseUrl: database.url, databasePoolSize: 1 }).initialize();
});
afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});

it.each([
  ['statement_timeout', '0'],
  ['lock_timeout', '5s'],
])(
  '%s of a migration is %s: it may work for long, but not keep others waiting for a lock',
  async (name, value) => {
    expect(await dataSource.query(`SHOW ${name}`)).toEqual([{ [name]: value }]);
  },
);
