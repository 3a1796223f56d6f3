import { runMigrations as runWorkerMigrations } from 'graphile-worker';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { grantAppRole } from './app-role';
import { dataSourceOptions } from './data-source';

interface MigrationSettings {
  databaseUrl: string;
  databasePoolSize: number;
  databaseAppRole: string;
}

const LONGEST_WAIT_MS = 5_000;

/**
 * An index takes as long to build as its table is large, so statements may take their time. To wait for a lock they may not: all
 * who want the table queue up behind.
 */
export function migrationDataSource(
  settings: Pick<MigrationSettings, 'databaseUrl' | 'databasePoolSize'>,
): DataSource {
  const { extra, ...options } = dataSourceOptions(settings);
  const timeouts = { statement_timeout: 0, lock_timeout: LONGEST_WAIT_MS };
  return new DataSource({ ...options, extra: { ...extra, ...timeouts } } as DataSourceOptions);
}

/** Brings the schema up to date: our tables, the job queue's, and the rights of the application's role. */
export async function migrate(settings: MigrationSettings): Promise<string[]> {
  const dataSource = migrationDataSource(settings);
  await dataSource.initialize();
  try {
    const done = await dataSource.runMigrations();
    await runWorkerMigrations({ connectionString: settings.databaseUrl });
    await grantAppRole(dataSource, settings.databaseAppRole);
    return done.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}
