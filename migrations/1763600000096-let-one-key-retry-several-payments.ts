import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LetOneKeyRetrySeveralPayments1763600000096 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX payments_retry_key');
    await runner.query(
      `CREATE UNIQUE INDEX payments_retry_key ON payments (client_id, retry_key, milestone_id) WHERE retry_key IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX payments_retry_key');
    await runner.query(
      `CREATE UNIQUE INDEX payments_retry_key ON payments (client_id, retry_key) WHERE retry_key IS NOT NULL`,
    );
  }
}
