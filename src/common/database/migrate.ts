import { runMigrations as runWorkerMigrations } from 'graphile-worker';
import { grantAppRole } from './app-role';
import { createDataSource } from './data-source';

interface MigrationSettings {
  databaseUrl: string;
  databasePoolSize: number;
  databaseAppRole: string;
}

/** Brings the schema up to date: our tables, the job queue's, and the rights of the application's role. */
export async function migrate(settings: MigrationSettings): Promise<string[]> {
  const dataSource = createDataSource(settings);
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
