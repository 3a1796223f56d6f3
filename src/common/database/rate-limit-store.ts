import { type Pool, type QueryConfig, types } from 'pg';
import type { IRateLimiterPostgresOptions } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';

/**
 * For `RateLimiterPostgres`: counters in our own table, on our own pool, so that replicas share them.
 * The limiter computes with numbers, while our pool reads 64-bit integers as `bigint`.
 */
export function rateLimitStore(
  dataSource: DataSource,
): Pick<IRateLimiterPostgresOptions, 'storeClient' | 'storeType' | 'tableName' | 'tableCreated'> {
  const pool = (dataSource.driver as unknown as { master: Pool }).master;
  const storeClient = { query: (query: QueryConfig) => pool.query({ ...query, types }) };
  return { storeClient, storeType: 'pool', tableName: 'rate_limits', tableCreated: true };
}
