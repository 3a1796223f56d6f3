import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeepPaymentMethodsOfItems1763600000095 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE approval_items ADD COLUMN payment_method text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE approval_items DROP COLUMN payment_method');
  }
}
