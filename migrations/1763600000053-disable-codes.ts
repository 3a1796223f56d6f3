import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DisableCodes1763600000053 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE verification_budgets
        ADD COLUMN consecutive_failures integer NOT NULL DEFAULT 0,
        ADD COLUMN codes_disabled_at timestamptz,
        ADD CONSTRAINT verification_budgets_consecutive_failures CHECK (consecutive_failures >= 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE verification_budgets DROP COLUMN consecutive_failures, DROP COLUMN codes_disabled_at',
    );
  }
}
