import type { MigrationInterface, QueryRunner } from 'typeorm';

const withPasskeys = `'webauthn', 'totp', 'sms', 'email'`;
const without = `'totp', 'sms', 'email'`;

export class AddPasskeys1763600000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await allowMethods(runner, withPasskeys);
    await runner.query(`
      ALTER TABLE factors
        ADD COLUMN credential_id bytea,
        ADD COLUMN public_key bytea,
        ADD COLUMN transports text[],
        ADD COLUMN aaguid uuid,
        ADD COLUMN backup_eligible boolean,
        ADD COLUMN backed_up boolean,
        ADD CONSTRAINT factors_passkey CHECK (method = 'webauthn' OR credential_id IS NULL),
        ADD CONSTRAINT factors_passkey_active CHECK (method <> 'webauthn' OR status <> 'active' OR credential_id IS NOT NULL),
        ADD CONSTRAINT factors_passkey_whole CHECK ((credential_id IS NOT NULL) = (public_key IS NOT NULL AND transports IS NOT NULL AND aaguid IS NOT NULL AND backup_eligible IS NOT NULL AND backed_up IS NOT NULL))`);
    await runner.query(
      `CREATE UNIQUE INDEX factors_one_per_credential ON factors (credential_id) WHERE method = 'webauthn' AND status = 'active'`,
    );
    await runner.query(`
      ALTER TABLE verification_budgets
        ADD COLUMN passkey_failures timestamptz[] NOT NULL DEFAULT '{}',
        ADD CONSTRAINT verification_budgets_passkeys CHECK (cardinality(passkey_failures) <= 5)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE verification_budgets DROP COLUMN passkey_failures');
    await runner.query('DROP INDEX factors_one_per_credential');
    await runner.query(`
      ALTER TABLE factors DROP COLUMN backed_up, DROP COLUMN backup_eligible, DROP COLUMN aaguid,
        DROP COLUMN transports, DROP COLUMN public_key, DROP COLUMN credential_id`);
    await allowMethods(runner, without);
  }
}

async function allowMethods(runner: QueryRunner, methods: string): Promise<void> {
  for (const [table, name, column] of [
    ['factors', 'factors_method', 'method'],
    ['security_settings', 'security_settings_method', 'preferred_method'],
  ])
    await runner.query(
      `ALTER TABLE ${table} DROP CONSTRAINT ${name}, ADD CONSTRAINT ${name} CHECK (${column} IN (${methods}))`,
    );
}
