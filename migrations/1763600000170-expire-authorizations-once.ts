import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of two reports at the same time, the one with the earlier clock must not count as another expiry. */
export class ExpireAuthorizationsOnce1763600000170 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE authorizations ADD COLUMN expired_early boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE authorizations DROP COLUMN expired_early');
  }
}
