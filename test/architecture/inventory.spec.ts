import { DataSource } from 'typeorm';
import { createDataSource } from '../../src/common/database/data-source';
import { erasureSteps, exportedParts, inventory } from '../../src/privacy/inventory/inventory';
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

it('tells of every table what it knows of persons (see src/privacy/inventory)', async () => {
  const tables: { name: string }[] = await dataSource.query(`
    SELECT relname AS name FROM pg_class
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY 1`);
  expect(Object.keys(inventory).sort()).toEqual(tables.map(({ name }) => name));
});

it('says of every table that belongs to persons what an erasure does with it, or why it stays', async () => {
  const owned: { name: string }[] = await dataSource.query(`
    SELECT DISTINCT table_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND (column_name IN ('user_id', 'client_id', 'payee_id') OR data_type = 'inet')
      AND table_name NOT LIKE 'audit\\_events\\_%'`);
  for (const { name } of owned) {
    const { erase, stays } = inventory[name] ?? {};
    expect([name, erase !== undefined || stays !== undefined]).toEqual([name, true]);
  }
});

it('writes statements that the database takes, and gives each part of an export a name of its own', async () => {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  const person = '01890000-0000-7000-8000-000000000000';
  const values = { id: person, now: new Date(), name: 'Nobody', email: 'nobody@example.com' };
  for (const { text, values: names } of erasureSteps)
    await runner.query(
      text,
      names.map((name) => values[name]),
    );
  for (const { text } of exportedParts) expect(await runner.query(text, [person, null, 10])).toEqual([]);
  await runner.rollbackTransaction();
  await runner.release();
  const names = exportedParts.map(({ as }) => as);
  expect(new Set(names).size).toBe(names.length);
});
