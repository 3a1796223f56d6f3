import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

const root = join(__dirname, '..', '..');

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

function migrate(env: Record<string, string>) {
  const parameters = ['--require', join(root, 'test', 'support', 'typescript-hook.cjs')];
  return spawnSync(process.execPath, [...parameters, join(root, 'src', 'migrate.cli.ts')], {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  });
}

it('says that there is nothing to do', () => {
  const { status, stdout } = migrate({ DATABASE_URL: database.url });
  expect([status, stdout]).toEqual([0, 'The schema is up to date\n']);
});

it('refuses a role that is no plain name, as the server does', () => {
  const { status, stderr } = migrate({
    DATABASE_URL: database.url,
    DATABASE_APP_ROLE: `x'; DROP TABLE users; --`,
  });
  expect(status).toBe(1);
  expect(stderr).toContain('DATABASE_APP_ROLE does not have the expected form');
  expect(stderr).not.toContain('DROP');
});

it('needs an address', () => {
  const { status, stderr } = migrate({});
  expect([status, stderr]).toEqual([1, expect.stringContaining('DATABASE_URL is required')]);
});
