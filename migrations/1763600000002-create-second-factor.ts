import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSecondFactor1763600000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE factors (
        id uuid CONSTRAINT factors_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT factors_user_fk REFERENCES users,
        method text NOT NULL,
        label text NOT NULL,
        status text NOT NULL,
        sealed_secret text,
        last_step bigint,
        created_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        last_used_at timestamptz,
        removed_at timestamptz,
        CONSTRAINT factors_method CHECK (method IN ('totp', 'email')),
        CONSTRAINT factors_status CHECK (status IN ('pending', 'active', 'removed')),
        CONSTRAINT factors_totp_secret CHECK ((sealed_secret IS NOT NULL) = (method = 'totp' AND status <> 'removed')),
        CONSTRAINT factors_confirmed CHECK (status <> 'active' OR confirmed_at IS NOT NULL),
        CONSTRAINT factors_removed CHECK ((status = 'removed') = (removed_at IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX factors_live_by_user ON factors (user_id) WHERE status <> 'removed'`);
    await runner.query(
      `CREATE UNIQUE INDEX factors_one_pending ON factors (user_id, method) WHERE status = 'pending'`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX factors_one_email ON factors (user_id) WHERE method = 'email' AND status = 'active'`,
    );
    await runner.query(`
      CREATE TABLE verification_budgets (
        user_id uuid CONSTRAINT verification_budgets_pk PRIMARY KEY CONSTRAINT verification_budgets_user_fk REFERENCES users,
        recent_failures timestamptz[] NOT NULL DEFAULT '{}',
        payment_failures integer NOT NULL DEFAULT 0,
        lock_level integer NOT NULL DEFAULT 0,
        payment_locked_until timestamptz,
        CONSTRAINT verification_budgets_recent CHECK (cardinality(recent_failures) <= 5),
        CONSTRAINT verification_budgets_payment_failures CHECK (payment_failures BETWEEN 0 AND 2),
        CONSTRAINT verification_budgets_lock_level CHECK (lock_level BETWEEN 0 AND 4)
      )`);
    await runner.query(`
      CREATE TABLE challenges (
        id uuid CONSTRAINT challenges_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT challenges_user_fk REFERENCES users,
        session_id uuid NOT NULL CONSTRAINT challenges_session_fk REFERENCES sessions,
        purpose text NOT NULL,
        subject_id uuid NOT NULL,
        binding bytea NOT NULL,
        reference text NOT NULL,
        methods text[] NOT NULL,
        method text NOT NULL,
        status text NOT NULL,
        code_mac bytea,
        payment jsonb,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        resend_available_at timestamptz,
        verified_at timestamptz,
        verified_by text,
        consumed_at timestamptz,
        CONSTRAINT challenges_purpose CHECK (purpose IN ('login', 'payment', 'enrolment', 'manage-factors', 'change-security-settings')),
        CONSTRAINT challenges_method CHECK (method = ANY (methods)),
        CONSTRAINT challenges_status CHECK (status IN ('open', 'verified', 'consumed', 'void')),
        CONSTRAINT challenges_binding CHECK (octet_length(binding) = 32),
        CONSTRAINT challenges_verified CHECK ((status IN ('verified', 'consumed')) <= (verified_at IS NOT NULL AND verified_by IS NOT NULL)),
        CONSTRAINT challenges_consumed CHECK ((status = 'consumed') = (consumed_at IS NOT NULL)),
        CONSTRAINT challenges_code_of_email CHECK (code_mac IS NULL OR status = 'open'),
        CONSTRAINT challenges_payment CHECK ((purpose = 'payment') = (payment IS NOT NULL))
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX challenges_one_open ON challenges (subject_id, purpose) WHERE status = 'open'`,
    );
    await runner.query(`CREATE INDEX challenges_by_subject ON challenges (subject_id, id)`);
    await runner.query(`CREATE INDEX challenges_ending ON challenges (expires_at) WHERE status = 'open'`);
    await runner.query(`
      CREATE TABLE security_settings (
        user_id uuid CONSTRAINT security_settings_pk PRIMARY KEY CONSTRAINT security_settings_user_fk REFERENCES users,
        require_for_all_payments boolean NOT NULL DEFAULT false,
        preferred_method text,
        threshold bigint,
        updated_at timestamptz NOT NULL,
        CONSTRAINT security_settings_method CHECK (preferred_method IN ('totp', 'email')),
        CONSTRAINT security_settings_threshold CHECK (threshold BETWEEN 0 AND 9007199254740991)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['security_settings', 'challenges', 'verification_budgets', 'factors'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
