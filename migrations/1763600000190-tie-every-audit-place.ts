import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every place has had its MAC since places are verified: one without is not ours. */
export class TieEveryAuditPlace1763600000190 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE audit_leaves ALTER COLUMN mac SET NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE audit_leaves ALTER COLUMN mac DROP NOT NULL`);
  }
}
