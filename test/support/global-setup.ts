import 'reflect-metadata';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/common/database/migrate';
import { EmbeddedPostgres } from '../../src/demo/embedded-postgres';
import type { TestServer } from './global-teardown';

const TEMPLATE = 'shopflow_template';

/** One server for the whole run and one migrated database in it, which each test file clones. */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shopflow-test-'));
  chmodSync(folder, 0o755);
  const postgres = await EmbeddedPostgres.start({
    dataDir: join(folder, 'postgres'),
    fsync: false,
    maxConnections: 300,
  });
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  await migrate({
    databaseUrl: postgres.urlOf(TEMPLATE),
    databasePoolSize: 2,
    databaseAppRole: 'shopflow_app',
  });
  process.env.TEST_POSTGRES_URL = postgres.url;
  (globalThis as TestServer).testServer = { postgres, folder };
}
