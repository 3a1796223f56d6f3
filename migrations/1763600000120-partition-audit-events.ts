import type { MigrationInterface, QueryRunner } from 'typeorm';

const columns = `id, at, type, outcome, actor_id, subject_type, subject_id, ip, user_agent, request_id, details, schema_version, xid, mac,
  personal_salt, personal_digest`;

const definitions = `
  id uuid NOT NULL,
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
  xid bigint NOT NULL DEFAULT current_transaction_number(),
  mac bytea,
  personal_salt bytea,
  personal_digest bytea,
  CONSTRAINT audit_events_outcome CHECK (outcome IN ('success', 'failure')),
  CONSTRAINT audit_events_committed
    CHECK (schema_version = 1 OR (octet_length(mac) = 32 AND octet_length(personal_digest) = 32))`;

const indexes = `
  CREATE INDEX audit_events_by_type ON audit_events (type, id);
  CREATE INDEX audit_events_by_actor ON audit_events (actor_id, id);
  CREATE INDEX audit_events_by_subject ON audit_events (subject_id, id);
  CREATE INDEX audit_events_by_transaction ON audit_events (xid, id)`;

/**
 * Events are kept by class of retention, and within a class by month, so that a month can be dropped whole. Identifiers are UUIDs
 * of version 7: their first 48 bits are the time, so a range of them is a month, and the primary key needs no other column.
 * What belongs to no month that was made goes to the class's default partition: an insert never fails for want of one.
 */
export class PartitionAuditEvents1763600000120 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await setAside(runner);
    await runner.query(`
      CREATE TABLE audit_events (
        ${definitions},
        retention text NOT NULL DEFAULT 'security',
        CONSTRAINT audit_events_pk PRIMARY KEY (id, retention),
        CONSTRAINT audit_events_retention CHECK (retention IN ('security', 'approvals', 'permanent'))
      ) PARTITION BY LIST (retention)`);
    await runner.query(indexes);
    await runner.query(`CREATE INDEX audit_events_by_address ON audit_events (ip, id)`);
    await runner.query(`
      CREATE FUNCTION least_audit_id(month timestamp) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT (lpad(to_hex((extract(epoch FROM month AT TIME ZONE 'UTC') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
      $$`);
    await runner.query(`
      CREATE FUNCTION guard_audit_partition(name text) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
      END $$`);
    await runner.query(makeMonth);
    await runner.query(dropMonth);
    await runner.query(`
      CREATE TABLE audit_events_security PARTITION OF audit_events FOR VALUES IN ('security') PARTITION BY RANGE (id);
      CREATE TABLE audit_events_approvals PARTITION OF audit_events FOR VALUES IN ('approvals') PARTITION BY RANGE (id);
      CREATE TABLE audit_events_permanent PARTITION OF audit_events FOR VALUES IN ('permanent');
      CREATE TABLE audit_events_security_default PARTITION OF audit_events_security DEFAULT;
      CREATE TABLE audit_events_approvals_default PARTITION OF audit_events_approvals DEFAULT`);
    await runner.query(`SELECT guard_audit_partition(relid::text) FROM pg_partition_tree('audit_events')`);
    await runner.query(`
      SELECT make_audit_month(class, month::date)
      FROM unnest(ARRAY['security', 'approvals']) AS class,
        generate_series(
          date_trunc('month', (SELECT least(min(at), now()) FROM audit_events_before) AT TIME ZONE 'UTC'),
          now() AT TIME ZONE 'UTC' + interval '2 months', interval '1 month') AS month`);
    await runner.query(`
      INSERT INTO audit_events (${columns}, retention)
      SELECT ${columns},
        CASE WHEN type ~ '^(challenge|contract|milestone|authorization|dispute|approval|payment|hold)\\.' THEN 'approvals' ELSE 'security' END
      FROM audit_events_before`);
    await nameRetentionOfLeaves(runner);
    await runner.query(`DROP TABLE audit_events_before`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE audit_leaves DROP COLUMN retention`);
    await setAside(runner);
    await runner.query(
      `CREATE TABLE audit_events (${definitions}, CONSTRAINT audit_events_pk PRIMARY KEY (id))`,
    );
    await runner.query(indexes);
    await runner.query(`INSERT INTO audit_events (${columns}) SELECT ${columns} FROM audit_events_before`);
    await runner.query(`SELECT guard_audit_partition('audit_events')`);
    await runner.query(`DROP TABLE audit_events_before`);
    for (const name of ['make_audit_month', 'drop_audit_month', 'guard_audit_partition', 'least_audit_id'])
      await runner.query(`DROP FUNCTION ${name}`);
  }
}

/** The names of constraints and indexes are free for the table that takes its place. */
async function setAside(runner: QueryRunner): Promise<void> {
  await runner.query(`ALTER TABLE audit_events RENAME TO audit_events_before`);
  await runner.query(`ALTER TABLE audit_events_before DROP CONSTRAINT audit_events_pk`);
  for (const by of ['type', 'actor', 'subject', 'transaction', 'address'])
    await runner.query(`DROP INDEX IF EXISTS audit_events_by_${by}`);
}

/** A place tells of which class its event was when the event is there no more. What is gone already was never dropped. */
async function nameRetentionOfLeaves(runner: QueryRunner): Promise<void> {
  await runner.query(`
    ALTER TABLE audit_leaves ADD COLUMN retention text NOT NULL DEFAULT 'permanent',
      ADD CONSTRAINT audit_leaves_retention CHECK (retention IN ('security', 'approvals', 'permanent'))`);
  await runner.query(`ALTER TABLE audit_leaves DISABLE TRIGGER audit_leaves_append_only`);
  await runner.query(
    `UPDATE audit_leaves l SET retention = e.retention FROM audit_events e WHERE e.id = l.event_id`,
  );
  await runner.query(`ALTER TABLE audit_leaves ENABLE TRIGGER audit_leaves_append_only`);
  await runner.query(`ALTER TABLE audit_leaves ALTER COLUMN retention DROP DEFAULT`);
}

/** Only the owner of the tables can do it. Events of the month that came before its partition move there as they are. */
const makeMonth = `
  CREATE FUNCTION make_audit_month(class text, month date) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    parent text := 'audit_events_' || class;
    name text := parent || to_char(month, '_YYYY_MM');
    others text := parent || '_default';
    first uuid := least_audit_id(date_trunc('month', month::timestamp));
    past uuid := least_audit_id(date_trunc('month', month::timestamp) + interval '1 month');
    waiting boolean;
  BEGIN
    IF to_regclass(name) IS NOT NULL THEN RETURN false; END IF;
    EXECUTE format('CREATE TABLE %I (LIKE audit_events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE id >= $1 AND id < $2)', others) INTO waiting USING first, past;
    IF waiting THEN
      EXECUTE format('ALTER TABLE %I DISABLE TRIGGER audit_events_append_only', others);
      EXECUTE format('WITH moved AS (DELETE FROM %I WHERE id >= $1 AND id < $2 RETURNING *) INSERT INTO %I SELECT * FROM moved',
        others, name) USING first, past;
      EXECUTE format('ALTER TABLE %I ENABLE TRIGGER audit_events_append_only', others);
    END IF;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, name, first, past);
    PERFORM guard_audit_partition(name);
    RETURN true;
  END $$`;

/** Returns how many events it held. */
const dropMonth = `
  CREATE FUNCTION drop_audit_month(class text, month date) RETURNS bigint LANGUAGE plpgsql AS $$
  DECLARE
    parent text := 'audit_events_' || class;
    name text := parent || to_char(month, '_YYYY_MM');
    events bigint;
  BEGIN
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, name);
    EXECUTE format('SELECT count(*) FROM %I', name) INTO events;
    EXECUTE format('DROP TABLE %I', name);
    RETURN events;
  END $$`;
