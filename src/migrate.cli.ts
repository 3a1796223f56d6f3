import 'reflect-metadata';
import { migrate } from './common/database/migrate';

const databaseUrl = process.env.DATABASE_URL;

async function main(): Promise<void> {
  if (!databaseUrl) throw new Error('DATABASE_URL is required');
  const done = await migrate({
    databaseUrl,
    databasePoolSize: 2,
    databaseAppRole: process.env.DATABASE_APP_ROLE ?? 'shopflow_app',
  });
  process.stdout.write(done.length > 0 ? `Applied ${done.join(', ')}\n` : 'The schema is up to date\n');
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
