import type { MigrationInterface, QueryRunner } from 'typeorm';

type Checks = readonly (readonly [table: string, name: string, condition: string])[];

const before: Checks = [
  ['factors', 'factors_method', `method IN ('totp', 'email')`],
  [
    'factors',
    'factors_totp_secret',
    `(sealed_secret IS NOT NULL) = (method = 'totp' AND status <> 'removed')`,
  ],
  ['security_settings', 'security_settings_method', `preferred_method IN ('totp', 'email')`],
  ['messages', 'messages_channel', `channel IN ('email')`],
];

const after: Checks = [
  ['factors', 'factors_method', `method IN ('totp', 'sms', 'email')`],
  [
    'factors',
    'factors_totp_secret',
    `(sealed_secret IS NOT NULL) = (method IN ('totp', 'sms') AND status <> 'removed')`,
  ],
  ['security_settings', 'security_settings_method', `preferred_method IN ('totp', 'sms', 'email')`],
  ['messages', 'messages_channel', `channel IN ('email', 'sms')`],
];

export class AddSms1763600000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await replaceChecks(runner, after);
    await runner.query(`
      ALTER TABLE factors
        ADD COLUMN number_hash bytea,
        ADD COLUMN masked_destination text,
        ADD CONSTRAINT factors_number CHECK ((number_hash IS NOT NULL) = (method = 'sms' AND status <> 'removed')),
        ADD CONSTRAINT factors_masked_number CHECK ((masked_destination IS NOT NULL) = (number_hash IS NOT NULL))`);
    await runner.query(
      `CREATE UNIQUE INDEX factors_one_per_number ON factors (user_id, number_hash) WHERE method = 'sms' AND status = 'active'`,
    );
    await runner.query(`
      ALTER TABLE challenges
        ADD COLUMN code_method text,
        ADD COLUMN code_factor_id uuid,
        ADD COLUMN masked_destination text`);
    await runner.query(`UPDATE challenges SET code_method = 'email' WHERE code_mac IS NOT NULL`);
    await runner.query(`
      ALTER TABLE challenges
        ADD CONSTRAINT challenges_code_method CHECK (code_mac IS NULL OR code_method IN ('sms', 'email')),
        ADD CONSTRAINT challenges_code_factor CHECK (code_method IS DISTINCT FROM 'sms' OR (code_factor_id IS NOT NULL AND masked_destination IS NOT NULL))`);
    await runner.query(`
      CREATE TABLE sms_consents (
        id uuid CONSTRAINT sms_consents_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT sms_consents_user_fk REFERENCES users,
        factor_id uuid NOT NULL,
        number_hash bytea NOT NULL,
        text_version text NOT NULL,
        given_at timestamptz NOT NULL,
        withdrawn_at timestamptz,
        withdrawn_by text,
        CONSTRAINT sms_consents_factor_unique UNIQUE (factor_id),
        CONSTRAINT sms_consents_withdrawn CHECK ((withdrawn_at IS NOT NULL) = (withdrawn_by IS NOT NULL)),
        CONSTRAINT sms_consents_withdrawn_by CHECK (withdrawn_by IN ('factor-removed', 'stop'))
      )`);
    await runner.query(
      `CREATE INDEX sms_consents_given ON sms_consents (number_hash) WHERE withdrawn_at IS NULL`,
    );
    await runner.query(`
      CREATE TABLE sms_sends (
        id uuid CONSTRAINT sms_sends_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT sms_sends_user_fk REFERENCES users,
        challenge_id uuid NOT NULL,
        number_hash bytea NOT NULL,
        prefix_hash bytea NOT NULL,
        network text NOT NULL,
        enrolment boolean NOT NULL,
        created_at timestamptz NOT NULL
      )`);
    for (const column of ['user_id', 'number_hash', 'prefix_hash', 'network'])
      await runner.query(
        `CREATE INDEX sms_sends_by_${column.split('_')[0]} ON sms_sends (${column}, created_at)`,
      );
    await runner.query(`CREATE INDEX sms_sends_by_time ON sms_sends (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sms_sends`);
    await runner.query(`DROP TABLE sms_consents`);
    await runner.query(`
      ALTER TABLE challenges DROP CONSTRAINT challenges_code_factor, DROP CONSTRAINT challenges_code_method,
        DROP COLUMN masked_destination, DROP COLUMN code_factor_id, DROP COLUMN code_method`);
    await runner.query(`DROP INDEX factors_one_per_number`);
    await runner.query(`
      ALTER TABLE factors DROP CONSTRAINT factors_masked_number, DROP CONSTRAINT factors_number,
        DROP COLUMN masked_destination, DROP COLUMN number_hash`);
    await replaceChecks(runner, before);
  }
}

async function replaceChecks(runner: QueryRunner, wanted: Checks): Promise<void> {
  for (const [table, name, condition] of wanted)
    await runner.query(
      `ALTER TABLE ${table} DROP CONSTRAINT ${name}, ADD CONSTRAINT ${name} CHECK (${condition})`,
    );
}
