import { join } from 'node:path';
import { types } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { AppConfig } from '../../config/app-config';
import { SnakeNamingStrategy } from './snake-naming-strategy';

const INT8_OID = 20;
const root = join(__dirname, '..', '..', '..');

/** 64-bit integers become `bigint`; everything else keeps the driver's own parsers. */
const typeParsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8_OID && format !== 'binary' ? BigInt : types.getTypeParser(oid, format as 'text'),
};

/**
 * Named statements here are look-ups by index, so one plan each serves all parameters; left to itself PostgreSQL plans
 * those with arrays anew at every call, which costs more than running them. Low page costs keep plans that were made
 * while a table was nearly empty from scanning it once it has grown.
 */
const plannerSettings = { plan_cache_mode: 'force_generic_plan', random_page_cost: '1.1', jit: 'off' };

/** `role` is taken on by every connection: the application runs with fewer rights than the owner of the tables. */
export function dataSourceOptions(
  config: Pick<AppConfig, 'databaseUrl' | 'databasePoolSize'>,
  role = '',
): DataSourceOptions {
  return {
    type: 'postgres',
    url: config.databaseUrl,
    applicationName: 'shopflow',
    namingStrategy: new SnakeNamingStrategy(),
    entities: [join(root, 'src', '**', '*.entity.{ts,js}')],
    migrations: [join(root, 'migrations', '*.{ts,js}')],
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    logging: false,
    poolSize: config.databasePoolSize,
    extra: {
      types: typeParsers,
      pipeline: true,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 10_000,
      idle_in_transaction_session_timeout: 30_000,
      options: sessionOptions({ ...plannerSettings, ...(role === '' ? {} : { role }) }),
    },
  };
}

export function createDataSource(
  config: Pick<AppConfig, 'databaseUrl' | 'databasePoolSize'>,
  role = '',
): DataSource {
  return new DataSource(dataSourceOptions(config, role));
}

function sessionOptions(settings: Record<string, string>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}
