import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateUsersAndSessions1763600000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id uuid CONSTRAINT users_pk PRIMARY KEY,
        email text NOT NULL CONSTRAINT users_email_unique UNIQUE,
        name text NOT NULL,
        account_type text NOT NULL,
        password_hash text,
        email_verified_at timestamptz,
        two_factor_enabled_at timestamptz,
        two_factor_disabled_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT users_email_normalized CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
        CONSTRAINT users_account_type CHECK (account_type IN ('client', 'payee', 'admin', 'auditor'))
      )`);
    await runner.query(`
      CREATE TABLE sessions (
        id uuid CONSTRAINT sessions_pk PRIMARY KEY,
        token_hash bytea NOT NULL CONSTRAINT sessions_token_hash_unique UNIQUE,
        user_id uuid NOT NULL CONSTRAINT sessions_user_fk REFERENCES users,
        kind text NOT NULL,
        transport text NOT NULL,
        ip inet,
        user_agent text,
        second_factor_at timestamptz,
        created_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT sessions_kind CHECK (kind IN ('login', 'full')),
        CONSTRAINT sessions_transport CHECK (transport IN ('bearer', 'cookie')),
        CONSTRAINT sessions_login_unproven CHECK (kind = 'full' OR second_factor_at IS NULL)
      )`);
    await runner.query(`CREATE INDEX sessions_live_by_user ON sessions (user_id) WHERE ended_at IS NULL`);
    await runner.query(`
      CREATE TABLE account_tokens (
        id uuid CONSTRAINT account_tokens_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT account_tokens_user_fk REFERENCES users,
        purpose text NOT NULL,
        secret_mac bytea NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT account_tokens_purpose CHECK (purpose IN ('verify-email', 'set-password')),
        CONSTRAINT account_tokens_attempts CHECK (attempts BETWEEN 0 AND 5)
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX account_tokens_one_live ON account_tokens (user_id, purpose) WHERE used_at IS NULL`);
    await runner.query(`CREATE UNIQUE INDEX account_tokens_secret ON account_tokens (secret_mac)`);
    await runner.query(`
      CREATE TABLE rate_limits (
        key text CONSTRAINT rate_limits_pk PRIMARY KEY,
        points integer NOT NULL,
        expire bigint
      )`);
    await runner.query(`CREATE INDEX rate_limits_expire ON rate_limits (expire)`);
    await runner.query(`
      CREATE TABLE idempotency_keys (
        user_id uuid NOT NULL CONSTRAINT idempotency_keys_user_fk REFERENCES users,
        key text NOT NULL,
        fingerprint bytea NOT NULL,
        response_status integer,
        response_body jsonb,
        locked_until timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT idempotency_keys_pk PRIMARY KEY (user_id, key),
        CONSTRAINT idempotency_keys_whole_response CHECK ((response_status IS NULL) = (response_body IS NULL))
      )`);
    await runner.query(`CREATE INDEX idempotency_keys_expires_at ON idempotency_keys (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['idempotency_keys', 'rate_limits', 'account_tokens', 'sessions', 'users'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
