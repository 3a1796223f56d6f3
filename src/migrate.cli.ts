import 'reflect-metadata';
import { migrate } from './common/database/migrate';
import { readDatabase } from './config/app-config';
import { EnvironmentReader } from './config/environment-reader';

async function main(): Promise<void> {
  const reader = new EnvironmentReader(process.env);
  const settings = readDatabase(reader);
  reader.throwIfFaulty();
  const done = await migrate({ ...settings, databasePoolSize: 2 });
  process.stdout.write(done.length > 0 ? `Applied ${done.join(', ')}\n` : 'The schema is up to date\n');
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
