import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A claim names the process that made it, so that a retry need not wait for the lease of one that is gone. */
export class KnowWhoseClaimsAreDead1763600000175 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SEQUENCE process_numbers AS integer CYCLE');
    await runner.query('ALTER TABLE idempotency_keys ADD COLUMN process integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE idempotency_keys DROP COLUMN process');
    await runner.query('DROP SEQUENCE process_numbers');
  }
}
