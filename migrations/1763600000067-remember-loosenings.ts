import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RememberLoosenings1763600000067 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE loosenings (
        id uuid CONSTRAINT loosenings_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT loosenings_user_fk REFERENCES users,
        kind text NOT NULL,
        at timestamptz NOT NULL,
        required_for_all_payments boolean,
        threshold bigint,
        CONSTRAINT loosenings_kind CHECK (kind IN ('settings', 'factor-removed', 'email-changed')),
        CONSTRAINT loosenings_settings CHECK (num_nonnulls(required_for_all_payments, threshold) = CASE kind WHEN 'settings' THEN 2 ELSE 0 END)
      )`);
    await runner.query('CREATE INDEX loosenings_by_user ON loosenings (user_id, at)');
    await runner.query('CREATE INDEX loosenings_by_time ON loosenings (at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE loosenings');
  }
}
