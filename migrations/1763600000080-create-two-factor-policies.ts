import type { MigrationInterface, QueryRunner } from 'typeorm';

const METHODS = `'webauthn', 'totp', 'sms', 'email'`;

/** Who has to use a second factor, and which one is good enough. Versions are added, never changed. */
export class CreateTwoFactorPolicies1763600000080 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE two_factor_policies (
        id uuid CONSTRAINT two_factor_policies_pk PRIMARY KEY,
        account_type text NOT NULL,
        version integer NOT NULL,
        enforcement text NOT NULL,
        grace_days integer NOT NULL,
        required_since timestamptz,
        methods text[] NOT NULL,
        minimum_login text NOT NULL,
        minimum_payment text NOT NULL,
        minimum_large_payment text NOT NULL,
        minimum_factor_change text NOT NULL,
        large_payment_above bigint,
        email_max_amount bigint,
        session_idle_minutes integer NOT NULL,
        session_hours integer NOT NULL,
        trust_days integer NOT NULL,
        starts_at timestamptz NOT NULL,
        author_id uuid CONSTRAINT two_factor_policies_author_fk REFERENCES users,
        reason text,
        restores_version integer,
        created_at timestamptz NOT NULL,
        CONSTRAINT two_factor_policies_version_unique UNIQUE (account_type, version),
        CONSTRAINT two_factor_policies_account_type CHECK (account_type IN ('client', 'payee', 'admin', 'auditor')),
        CONSTRAINT two_factor_policies_enforcement CHECK (enforcement IN ('optional', 'required')),
        CONSTRAINT two_factor_policies_grace CHECK (grace_days BETWEEN 0 AND 365),
        CONSTRAINT two_factor_policies_required CHECK ((enforcement = 'required') = (required_since IS NOT NULL)),
        CONSTRAINT two_factor_policies_methods CHECK (cardinality(methods) > 0 AND methods <@ ARRAY[${METHODS}]),
        CONSTRAINT two_factor_policies_minimums CHECK (ARRAY[minimum_login, minimum_payment, minimum_large_payment, minimum_factor_change] <@ methods),
        CONSTRAINT two_factor_policies_no_admin_by_email CHECK (account_type <> 'admin' OR NOT 'email' = ANY (methods)),
        CONSTRAINT two_factor_policies_amounts CHECK (large_payment_above BETWEEN 0 AND 9007199254740991 AND email_max_amount BETWEEN 0 AND 9007199254740991),
        CONSTRAINT two_factor_policies_lifetimes CHECK (session_idle_minutes BETWEEN 1 AND 15 AND session_hours BETWEEN 1 AND 12 AND trust_days BETWEEN 0 AND 30),
        CONSTRAINT two_factor_policies_start CHECK (starts_at >= created_at AND (required_since IS NULL OR required_since <= starts_at)),
        CONSTRAINT two_factor_policies_restores CHECK (restores_version < version)
      )`);
    await runner.query(`
      CREATE FUNCTION refuse_policy_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'versions of policies are append-only' USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await runner.query(`
      CREATE TRIGGER two_factor_policies_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON two_factor_policies
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_policy_change()`);
    await runner.query(`
      INSERT INTO two_factor_policies (id, account_type, version, enforcement, grace_days, required_since, methods,
        minimum_login, minimum_payment, minimum_large_payment, minimum_factor_change,
        session_idle_minutes, session_hours, trust_days, starts_at, reason, created_at)
      SELECT p.id, p.account_type, 1, p.enforcement, p.grace_days, CASE WHEN p.enforcement = 'required' THEN t.installed END, p.methods,
        p.weakest, p.weakest, p.weakest, p.weakest, 15, 12, 30, t.installed, 'As installed', t.installed
      FROM (VALUES
        ('01870000-0000-7000-8000-000000000001'::uuid, 'client', 'optional', 14, ARRAY[${METHODS}], 'email'),
        ('01870000-0000-7000-8000-000000000002', 'payee', 'optional', 14, ARRAY[${METHODS}], 'email'),
        ('01870000-0000-7000-8000-000000000003', 'admin', 'required', 0, ARRAY['webauthn', 'totp', 'sms'], 'sms'),
        ('01870000-0000-7000-8000-000000000004', 'auditor', 'required', 0, ARRAY[${METHODS}], 'email')
      ) AS p (id, account_type, enforcement, grace_days, methods, weakest),
      (VALUES ('2000-01-01T00:00:00Z'::timestamptz)) AS t (installed)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE two_factor_policies');
    await runner.query('DROP FUNCTION refuse_policy_change()');
  }
}
