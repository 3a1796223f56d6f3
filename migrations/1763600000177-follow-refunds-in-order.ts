import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A refund that fails lowers what was refunded, so of two answers the greater one need not be the newer one. */
export class FollowRefundsInOrder1763600000177 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE authorizations ADD COLUMN refunds_heard integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE authorizations DROP COLUMN refunds_heard');
  }
}
