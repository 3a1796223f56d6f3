import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the replicas tell each other about the requests of the running minute. Unlogged: losing it in a crash costs one
 * minute's counts, and no request ever waits for its commit.
 */
export class CreateRequestCounts1763600000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE request_counts (
        window_start timestamptz NOT NULL,
        tracker text NOT NULL,
        hits integer NOT NULL,
        CONSTRAINT request_counts_pk PRIMARY KEY (window_start, tracker)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE request_counts`);
  }
}
