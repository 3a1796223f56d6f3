import type { MigrationInterface, QueryRunner } from 'typeorm';

/** SQLSTATE of what is refused because a person was erased; see `common/problem/fault.ts`. */
const ERASED = 'SFE01';

/** Every column of an event but the three that an erasure empties. */
const kept = `id, at, type, outcome, actor_id, subject_type, subject_id, request_id, details, schema_version, xid, mac, personal_digest,
  retention`;

/** Who may have left what, so that nothing of an erased person comes back by a request or a job that was under way. */
const refusing = [
  'sessions',
  'factors',
  'account_tokens',
  'trusted_devices',
  'sms_consents',
  'idempotency_keys',
];
const silent = ['messages', 'notifications'];

export class ErasePersons1763600000130 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.markErased(runner);
    await this.letNothingComeBack(runner);
    await this.endContracts(runner);
    await this.openTheLogForErasures(runner);
  }

  private async markErased(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE users ADD COLUMN erased_at timestamptz,
        ADD CONSTRAINT users_erased CHECK (erased_at IS NULL OR (email = 'erased:' || id AND name = 'Erased person' AND time_zone = 'UTC'
          AND num_nonnulls(password_hash, email_verified_at, two_factor_enabled_at, two_factor_disabled_at, password_changed_at) = 0))`);
    await runner.query(`
      CREATE FUNCTION refuse_erased() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the person was erased' USING ERRCODE = '${ERASED}';
      END $$`);
    await runner.query(`
      CREATE TRIGGER users_erased_is_final BEFORE UPDATE OR DELETE ON users
      FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION refuse_erased()`);
    await runner.query(`
      CREATE TABLE erasures (
        user_id uuid CONSTRAINT erasures_pk PRIMARY KEY CONSTRAINT erasures_user_fk REFERENCES users,
        proposal_id uuid NOT NULL CONSTRAINT erasures_proposal_once UNIQUE,
        opened_by uuid NOT NULL CONSTRAINT erasures_opened_by_fk REFERENCES users,
        confirmed_by uuid NOT NULL CONSTRAINT erasures_confirmed_by_fk REFERENCES users,
        erased_at timestamptz NOT NULL,
        xid bigint NOT NULL DEFAULT current_transaction_number(),
        log_erased_at timestamptz,
        CONSTRAINT erasures_two_admins CHECK (opened_by <> confirmed_by AND user_id NOT IN (opened_by, confirmed_by)),
        CONSTRAINT erasures_log_after CHECK (log_erased_at >= erased_at)
      )`);
    await runner.query(`CREATE INDEX erasures_under_way ON erasures (erased_at) WHERE log_erased_at IS NULL`);
    await runner.query(`
      CREATE TRIGGER erasures_stay BEFORE UPDATE OF user_id, proposal_id, opened_by, confirmed_by, erased_at, xid OR DELETE OR TRUNCATE
      ON erasures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await runner.query(`
      CREATE TRIGGER erasures_end_once BEFORE UPDATE ON erasures
      FOR EACH ROW WHEN (OLD.log_erased_at IS NOT NULL) EXECUTE FUNCTION refuse_change()`);
  }

  /** Waits for an erasure that is under way, because that holds the person's row for itself. */
  private async letNothingComeBack(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION refuse_for_erased() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM FROM users WHERE id = NEW.user_id AND erased_at IS NULL FOR KEY SHARE;
        IF FOUND OR NOT EXISTS (SELECT FROM users WHERE id = NEW.user_id) THEN RETURN NEW; END IF;
        IF TG_ARGV[0] = 'silently' THEN RETURN NULL; END IF;
        RAISE EXCEPTION 'the person was erased' USING ERRCODE = '${ERASED}';
      END $$`);
    for (const table of refusing)
      await runner.query(`
        CREATE TRIGGER ${table}_not_of_erased BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_for_erased('loudly')`);
    for (const table of silent)
      await runner.query(`
        CREATE TRIGGER ${table}_not_of_erased BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_for_erased('silently')`);
  }

  /** No money is held for a contract whose party is gone, also not by a request that has looked before. */
  private async endContracts(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE contracts DROP CONSTRAINT contracts_status, ADD CONSTRAINT contracts_status CHECK (status IN ('active', 'ended'))`);
    await runner.query(`
      CREATE FUNCTION refuse_for_ended_contract() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM FROM contracts WHERE id = NEW.contract_id AND status = 'active' FOR SHARE;
        IF NOT FOUND THEN RAISE EXCEPTION 'the contract has ended' USING ERRCODE = '${ERASED}'; END IF;
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE TRIGGER authorizations_not_of_ended BEFORE INSERT ON authorizations
      FOR EACH ROW EXECUTE FUNCTION refuse_for_ended_contract()`);
    await runner.query(`
      CREATE FUNCTION refuse_contract_of_erased() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM FROM users WHERE id IN (NEW.client_id, NEW.payee_id) FOR KEY SHARE;
        IF EXISTS (SELECT FROM users WHERE id IN (NEW.client_id, NEW.payee_id) AND erased_at IS NOT NULL) THEN
          RAISE EXCEPTION 'the person was erased' USING ERRCODE = '${ERASED}';
        END IF;
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE TRIGGER contracts_not_of_erased BEFORE INSERT ON contracts FOR EACH ROW EXECUTE FUNCTION refuse_contract_of_erased()`);
  }

  /**
   * An event may lose its address, user agent and salt, all three and nothing else, once the person it tells of was erased. The
   * database refuses any other change, to the owner as well.
   */
  private async openTheLogForErasures(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION person_of_audit_event(actor uuid, subject_type text, subject uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
        SELECT CASE
          WHEN actor IS NOT NULL THEN actor
          WHEN subject_type = 'user' THEN subject
          WHEN subject_type = 'payment' THEN (SELECT client_id FROM payments WHERE id = subject)
          WHEN subject_type = 'authorization' THEN (SELECT client_id FROM authorizations WHERE id = subject)
        END
      $$`);
    await runner.query(`
      CREATE FUNCTION allow_only_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        erased record := OLD;
      BEGIN
        erased.ip := NULL;
        erased.user_agent := NULL;
        erased.personal_salt := NULL;
        IF NEW *= erased AND EXISTS (
          SELECT FROM erasures WHERE user_id = person_of_audit_event(OLD.actor_id, OLD.subject_type, OLD.subject_id))
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'audit events are append-only' USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await guardWith(runner, `UPDATE OF ${kept} OR DELETE OR TRUNCATE`);
    await runner.query(`
      CREATE TRIGGER audit_events_only_erasure BEFORE UPDATE ON audit_events
      FOR EACH ROW EXECUTE FUNCTION allow_only_erasure()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER audit_events_only_erasure ON audit_events`);
    await guardWith(runner, 'UPDATE OR DELETE OR TRUNCATE');
    await runner.query(`DROP FUNCTION allow_only_erasure()`);
    await runner.query(`DROP FUNCTION person_of_audit_event(uuid, text, uuid)`);
    await runner.query(`DROP TRIGGER contracts_not_of_erased ON contracts`);
    await runner.query(`DROP TRIGGER authorizations_not_of_ended ON authorizations`);
    await runner.query(`DROP FUNCTION refuse_contract_of_erased()`);
    await runner.query(`DROP FUNCTION refuse_for_ended_contract()`);
    await runner.query(`
      ALTER TABLE contracts DROP CONSTRAINT contracts_status, ADD CONSTRAINT contracts_status CHECK (status IN ('active'))`);
    for (const table of [...refusing, ...silent])
      await runner.query(`DROP TRIGGER ${table}_not_of_erased ON ${table}`);
    await runner.query(`DROP FUNCTION refuse_for_erased()`);
    await runner.query(`DROP TABLE erasures`);
    await runner.query(`DROP TRIGGER users_erased_is_final ON users`);
    await runner.query(`DROP FUNCTION refuse_erased()`);
    await runner.query(`ALTER TABLE users DROP CONSTRAINT users_erased, DROP COLUMN erased_at`);
  }
}

/** On every partition, those to come included. */
async function guardWith(runner: QueryRunner, changes: string): Promise<void> {
  await runner.query(`
    CREATE OR REPLACE FUNCTION guard_audit_partition(name text) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      EXECUTE format('CREATE OR REPLACE TRIGGER audit_events_append_only BEFORE ${changes} ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    END $$`);
  await runner.query(`SELECT guard_audit_partition(relid::text) FROM pg_partition_tree('audit_events')`);
}
