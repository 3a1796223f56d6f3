import type { MigrationInterface, QueryRunner } from 'typeorm';

const appendOnly = ['audit_leaves', 'audit_subtrees', 'audit_checkpoints'] as const;

/**
 * Events get a MAC and the transaction they came with; a tree over them is signed. Events that are older than their MAC keep
 * schema version 1 and none; what they say of persons is committed to by a digest like that of all others.
 */
export class SealAuditEvents1763600000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION current_transaction_number() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT pg_current_xact_id()::text::bigint'`);
    await runner.query(`ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only`);
    await runner.query(`
      ALTER TABLE audit_events ADD COLUMN xid bigint NOT NULL DEFAULT current_transaction_number(), ADD COLUMN mac bytea,
        ADD COLUMN personal_salt bytea, ADD COLUMN personal_digest bytea`);
    await runner.query(`
      UPDATE audit_events SET personal_salt = sha256(uuid_send(gen_random_uuid()))`);
    await runner.query(`
      UPDATE audit_events SET personal_digest = sha256(personal_salt || convert_to(
        '{"ip":' || coalesce(to_json(host(ip))::text, 'null') || ',"userAgent":' || coalesce(to_json(user_agent)::text, 'null') || '}',
        'UTF8'))`);
    await runner.query(`
      ALTER TABLE audit_events ADD CONSTRAINT audit_events_committed
        CHECK (schema_version = 1 OR (octet_length(mac) = 32 AND octet_length(personal_digest) = 32))`);
    await runner.query(`ALTER TABLE audit_events ENABLE TRIGGER audit_events_append_only`);
    await runner.query(`CREATE INDEX audit_events_by_transaction ON audit_events (xid, id)`);
    await runner.query(`
      CREATE TABLE audit_leaves (
        sequence bigint CONSTRAINT audit_leaves_pk PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT audit_leaves_one_an_event UNIQUE,
        hash bytea NOT NULL,
        CONSTRAINT audit_leaves_hash CHECK (octet_length(hash) = 32),
        CONSTRAINT audit_leaves_sequence CHECK (sequence >= 0)
      )`);
    await runner.query(`
      CREATE TABLE audit_subtrees (
        level smallint,
        position bigint,
        hash bytea NOT NULL,
        CONSTRAINT audit_subtrees_pk PRIMARY KEY (level, position),
        CONSTRAINT audit_subtrees_level CHECK (level > 0 AND level % 8 = 0),
        CONSTRAINT audit_subtrees_hash CHECK (octet_length(hash) = 32)
      )`);
    await runner.query(`
      CREATE TABLE audit_checkpoints (
        size bigint CONSTRAINT audit_checkpoints_pk PRIMARY KEY,
        note text NOT NULL,
        sealed_at timestamptz NOT NULL,
        cluster text NOT NULL,
        sealed_below bigint NOT NULL,
        CONSTRAINT audit_checkpoints_size CHECK (size > 0)
      )`);
    await runner.query(`
      CREATE TABLE audit_signing_keys (
        id uuid CONSTRAINT audit_signing_keys_pk PRIMARY KEY,
        verifier_key text NOT NULL CONSTRAINT audit_signing_keys_distinct UNIQUE,
        sealed_seed text NOT NULL,
        created_at timestamptz NOT NULL
      )`);
    for (const table of appendOnly)
      await runner.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['audit_signing_keys', ...appendOnly]) await runner.query(`DROP TABLE ${table}`);
    await runner.query(`DROP INDEX audit_events_by_transaction`);
    await runner.query(`
      ALTER TABLE audit_events DROP CONSTRAINT audit_events_committed, DROP COLUMN xid, DROP COLUMN mac, DROP COLUMN personal_salt,
        DROP COLUMN personal_digest`);
    await runner.query(`DROP FUNCTION current_transaction_number()`);
  }
}
