import { DataSource } from 'typeorm';
import { createDataSource } from '../../src/common/database/data-source';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource({ databaseUrl: database.url, databasePoolSize: 2 }).initialize();
});
afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});

it('is what the entities say: TypeORM has nothing to change but the foreign keys, which only migrations declare', async () => {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  const changes = upQueries.map(({ query }) => query);
  expect(changes.filter((change) => !/^ALTER TABLE "\w+" DROP CONSTRAINT "\w+_fk"$/.test(change))).toEqual(
    [],
  );
});

it('has an entity for each table but those of rate limiting and migrations', async () => {
  const tables: { name: string }[] = await dataSource.query(
    `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace`,
  );
  const known = new Set(dataSource.entityMetadatas.map(({ tableName }) => tableName));
  const unknown = tables.map(({ name }) => name).filter((name) => !known.has(name));
  expect(unknown.sort()).toEqual(['rate_limits', 'request_counts', 'schema_migrations']);
});

it('gives every constraint the name of its table', async () => {
  const unnamed: { name: string }[] = await dataSource.query(`
    SELECT conname AS name FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE relnamespace = 'public'::regnamespace AND relname <> 'schema_migrations' AND contype <> 'n'
      AND NOT relispartition AND NOT starts_with(conname, relname)`);
  expect(unnamed).toEqual([]);
});

it('goes back to nothing and up again', async () => {
  const applied = dataSource.migrations.length;
  for (let count = 0; count < applied; count++) await dataSource.undoLastMigration();
  expect(await dataSource.showMigrations()).toBe(true);
  expect(await dataSource.runMigrations()).toHaveLength(applied);
});
