import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IndexLockouts1763600000052 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX verification_budgets_locked ON verification_budgets (payment_locked_until)
      WHERE payment_locked_until IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX verification_budgets_locked');
  }
}
