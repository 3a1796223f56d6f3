import { Logger } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AppConfig } from '../../config/app-config';
import { canTakeRole } from './app-role';
import { createDataSource, dataSourceOptions } from './data-source';

const logger = new Logger('Database');

/** The connection pool. Starting needs a reachable database with all migrations applied; later outages only cost requests. */
export const DatabaseModule = TypeOrmModule.forRootAsync({
  inject: [AppConfig],
  useFactory: async (config: AppConfig) => ({
    ...dataSourceOptions(config, await usableRole(config)),
    poolErrorHandler: ({ message }: Error) => logger.warn(`A pooled connection was lost: ${message}`),
    retryAttempts: 1,
  }),
});

async function usableRole(config: AppConfig): Promise<string> {
  const asOwner = await connect(config);
  try {
    if (await asOwner.showMigrations())
      throw new Error('The schema is not up to date: run the migrations first (npm run migrate)');
    if (await canTakeRole(asOwner, config.databaseAppRole)) return config.databaseAppRole;
    logger.warn(
      'The application runs with the rights of the owner of its tables: its own role does not exist or cannot be taken on',
    );
    return '';
  } finally {
    await asOwner.destroy();
  }
}

function connect(config: AppConfig): Promise<DataSource> {
  return createDataSource({ databaseUrl: config.databaseUrl, databasePoolSize: 1 }).initialize();
}
