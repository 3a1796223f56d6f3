import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Append-only twice over: the application's role holds no other right, and a trigger stops the owner as well. */
export class CreateAuditEvents1763600000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_events (
        id uuid CONSTRAINT audit_events_pk PRIMARY KEY,
        at timestamptz NOT NULL,
        type text NOT NULL,
        outcome text NOT NULL,
        actor_id uuid,
        subject_type text NOT NULL,
        subject_id uuid,
        ip inet,
        user_agent text,
        request_id text,
        details jsonb NOT NULL,
        schema_version smallint NOT NULL,
        CONSTRAINT audit_events_outcome CHECK (outcome IN ('success', 'failure'))
      )`);
    await runner.query(`CREATE INDEX audit_events_by_type ON audit_events (type, id)`);
    await runner.query(`CREATE INDEX audit_events_by_actor ON audit_events (actor_id, id)`);
    await runner.query(`CREATE INDEX audit_events_by_subject ON audit_events (subject_id, id)`);
    await runner.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'audit events are append-only' USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await runner.query(`
      CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE audit_events`);
    await runner.query(`DROP FUNCTION refuse_change()`);
  }
}
