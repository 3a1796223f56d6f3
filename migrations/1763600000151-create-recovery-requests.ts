import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ways back into an account whose factors are lost, and the sessions that may do nothing but enrol new ones. */
export class CreateRecoveryRequests1763600000151 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sessions ADD COLUMN re_enrolment text,
        ADD CONSTRAINT sessions_re_enrolment CHECK (re_enrolment IN ('lost-device', 'recovery')),
        ADD CONSTRAINT sessions_re_enrolling_unproven CHECK (
          re_enrolment IS NULL OR (kind = 'full' AND second_factor_at IS NULL AND trusted_device_id IS NULL))`);
    await runner.query(`
      CREATE TABLE recovery_requests (
        id uuid CONSTRAINT recovery_requests_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT recovery_requests_user_fk REFERENCES users,
        status text NOT NULL,
        previous_status text NOT NULL DEFAULT 'none',
        opened_by uuid CONSTRAINT recovery_requests_opened_by_fk REFERENCES users,
        reason text NOT NULL,
        ticket text,
        ip inet,
        device text,
        opened_at timestamptz NOT NULL,
        code_proven_at timestamptz,
        emergency boolean NOT NULL DEFAULT false,
        reviewed_by uuid CONSTRAINT recovery_requests_reviewed_by_fk REFERENCES users,
        reviewed_at timestamptz,
        due_at timestamptz,
        veto_hash bytea NOT NULL,
        link_hash bytea,
        session_id uuid,
        ended_at timestamptz,
        CONSTRAINT recovery_requests_veto_hash_unique UNIQUE (veto_hash),
        CONSTRAINT recovery_requests_link_hash_unique UNIQUE (link_hash),
        CONSTRAINT recovery_requests_transition CHECK ((previous_status, status) IN (
          ('none', 'requested'), ('none', 'ready'),
          ('requested', 'cooling-off'), ('requested', 'rejected'), ('requested', 'vetoed'), ('requested', 'expired'),
          ('cooling-off', 'ready'), ('cooling-off', 'rejected'), ('cooling-off', 'vetoed'),
          ('ready', 'enrolling'), ('ready', 'rejected'), ('ready', 'vetoed'), ('ready', 'expired'),
          ('enrolling', 'completed'), ('enrolling', 'vetoed'), ('enrolling', 'expired'))),
        CONSTRAINT recovery_requests_parties CHECK (opened_by <> user_id AND reviewed_by <> user_id AND reviewed_by <> opened_by),
        CONSTRAINT recovery_requests_reviewed CHECK (num_nulls(reviewed_by, reviewed_at) IN (0, 2)
          AND (reviewed_by IS NOT NULL OR status IN ('requested', 'rejected', 'vetoed', 'expired'))),
        CONSTRAINT recovery_requests_due CHECK ((due_at IS NOT NULL) = (status IN ('requested', 'cooling-off', 'ready', 'enrolling'))),
        CONSTRAINT recovery_requests_ended CHECK ((ended_at IS NULL) = (status IN ('requested', 'cooling-off', 'ready', 'enrolling'))),
        CONSTRAINT recovery_requests_link CHECK ((link_hash IS NOT NULL) = (status = 'ready')),
        CONSTRAINT recovery_requests_session CHECK (session_id IS NOT NULL OR status NOT IN ('enrolling', 'completed')),
        CONSTRAINT recovery_requests_emergency CHECK (NOT emergency OR (opened_by IS NOT NULL AND reviewed_by IS NOT NULL))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX recovery_requests_one_live ON recovery_requests (user_id) WHERE ended_at IS NULL`);
    await runner.query(
      'CREATE INDEX recovery_requests_due_first ON recovery_requests (due_at) WHERE ended_at IS NULL',
    );
    await runner.query('CREATE INDEX recovery_requests_by_user ON recovery_requests (user_id, id)');
    await runner.query(
      'CREATE INDEX recovery_requests_by_session ON recovery_requests (session_id) WHERE session_id IS NOT NULL',
    );
    await runner.query(`
      CREATE FUNCTION keep_recovery_transition() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.previous_status := CASE WHEN TG_OP = 'INSERT' THEN 'none' WHEN NEW.status = OLD.status THEN OLD.previous_status ELSE OLD.status END;
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE TRIGGER recovery_requests_keep_transition BEFORE INSERT OR UPDATE ON recovery_requests
      FOR EACH ROW EXECUTE FUNCTION keep_recovery_transition()`);
    await runner.query(`
      CREATE TABLE recovery_steps (
        id uuid CONSTRAINT recovery_steps_pk PRIMARY KEY,
        request_id uuid NOT NULL CONSTRAINT recovery_steps_request_fk REFERENCES recovery_requests,
        event text NOT NULL,
        status text NOT NULL,
        actor text NOT NULL,
        actor_id uuid CONSTRAINT recovery_steps_actor_fk REFERENCES users,
        note text,
        at timestamptz NOT NULL,
        CONSTRAINT recovery_steps_event CHECK ((event, status) IN (
          ('opened', 'requested'), ('granted', 'ready'), ('approved', 'cooling-off'), ('cooled-off', 'ready'),
          ('rejected', 'rejected'), ('vetoed', 'vetoed'), ('link-used', 'enrolling'), ('completed', 'completed'), ('expired', 'expired'))),
        CONSTRAINT recovery_steps_actor CHECK (actor IN ('owner', 'admin', 'system') AND (actor_id IS NOT NULL) = (actor = 'admin'))
      )`);
    await runner.query('CREATE INDEX recovery_steps_by_request ON recovery_steps (request_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE recovery_steps');
    await runner.query('DROP TABLE recovery_requests');
    await runner.query('DROP FUNCTION keep_recovery_transition()');
    await runner.query(`
      ALTER TABLE sessions DROP CONSTRAINT sessions_re_enrolling_unproven, DROP CONSTRAINT sessions_re_enrolment,
        DROP COLUMN re_enrolment`);
  }
}
