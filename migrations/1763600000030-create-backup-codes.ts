import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateBackupCodes1763600000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE backup_codes (
        id uuid CONSTRAINT backup_codes_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT backup_codes_user_fk REFERENCES users,
        tag smallint NOT NULL,
        code_hash text,
        created_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT backup_codes_tag CHECK (tag BETWEEN 0 AND 255),
        CONSTRAINT backup_codes_used CHECK ((used_at IS NULL) = (code_hash IS NOT NULL))
      )`);
    await runner.query(`CREATE UNIQUE INDEX backup_codes_one_a_tag ON backup_codes (user_id, tag)`);
    await runner.query(`
      CREATE TABLE recovery_codes (
        user_id uuid CONSTRAINT recovery_codes_pk PRIMARY KEY CONSTRAINT recovery_codes_user_fk REFERENCES users,
        code_mac bytea NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT recovery_codes_mac CHECK (octet_length(code_mac) = 32)
      )`);
    await runner.query(`
      ALTER TABLE verification_budgets
        ADD COLUMN reservations timestamptz[] NOT NULL DEFAULT '{}',
        ADD CONSTRAINT verification_budgets_reservations CHECK (cardinality(reservations) <= 5)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE verification_budgets DROP COLUMN reservations`);
    await runner.query(`DROP TABLE recovery_codes`);
    await runner.query(`DROP TABLE backup_codes`);
  }
}
