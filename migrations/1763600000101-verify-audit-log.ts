import type { MigrationInterface, QueryRunner } from 'typeorm';

export class VerifyAuditLog1763600000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE audit_leaves ADD COLUMN mac bytea, ADD CONSTRAINT audit_leaves_mac CHECK (octet_length(mac) = 32)`);
    await runner.query(`
      CREATE TABLE audit_verification (
        id boolean CONSTRAINT audit_verification_pk PRIMARY KEY DEFAULT true,
        position bigint NOT NULL,
        seen_mac boolean NOT NULL,
        pass_started_at timestamptz NOT NULL,
        passed_size bigint,
        passed_at timestamptz,
        note text,
        CONSTRAINT audit_verification_one CHECK (id),
        CONSTRAINT audit_verification_passed CHECK ((passed_size IS NULL) = (passed_at IS NULL))
      )`);
    await runner.query(`
      CREATE TABLE audit_findings (
        id uuid CONSTRAINT audit_findings_pk PRIMARY KEY,
        fault text NOT NULL,
        place text NOT NULL,
        sequence bigint,
        event_id uuid,
        found_at timestamptz NOT NULL,
        CONSTRAINT audit_findings_once UNIQUE (fault, place)
      )`);
    await runner.query(`
      CREATE TRIGGER audit_findings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_findings
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE audit_findings`);
    await runner.query(`DROP TABLE audit_verification`);
    await runner.query(`ALTER TABLE audit_leaves DROP COLUMN mac`);
  }
}
