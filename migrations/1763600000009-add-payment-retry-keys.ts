import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddPaymentRetryKeys1763600000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE payments ADD COLUMN retry_key text`);
    await runner.query(
      `CREATE UNIQUE INDEX payments_retry_key ON payments (client_id, retry_key) WHERE retry_key IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX payments_retry_key`);
    await runner.query(`ALTER TABLE payments DROP COLUMN retry_key`);
  }
}
