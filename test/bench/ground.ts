import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { migrate } from '../../src/common/database/migrate';
import { AppConfig } from '../../src/config/app-config';
import { EmbeddedPostgres } from '../../src/demo/embedded-postgres';

/** A migrated PostgreSQL of its own, with fsync on, and what a server needs to run on it. */
export interface Ground {
  environment: Record<string, string>;
  config: AppConfig;
  pool: Pool;
  postgresPid: number;
}

export const print = (line = '') => void process.stdout.write(`${line}\n`);

export async function onGround(work: (ground: Ground) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shopflow-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await EmbeddedPostgres.start({ dataDir: join(folder, 'postgres'), fsync: true });
  const environment = environmentFor(postgres.url);
  const config = AppConfig.fromEnvironment(environment);
  await migrate(config);
  const pool = new Pool({ connectionString: postgres.url, max: 2 });
  pool.on('error', () => undefined);
  try {
    await work({ environment, config, pool, postgresPid: postgres.pid });
  } finally {
    await pool.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function environmentFor(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    APP_URL: 'http://127.0.0.1',
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'bench@example.com',
    LOG_LEVEL: 'info',
    ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    CODE_PEPPER: randomBytes(32).toString('base64'),
    REQUESTS_PER_MINUTE: '1000000000',
  };
}
