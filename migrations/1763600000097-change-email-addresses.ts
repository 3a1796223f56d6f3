import type { MigrationInterface, QueryRunner } from 'typeorm';

const purposes = `'login', 'payment', 'enrolment', 'manage-factors', 'change-security-settings', 'admin-recovery'`;
const tokens = `'verify-email', 'set-password'`;

/** Codes that prove the next address of an account, the challenge that lets one ask for them, and the addresses before. */
export class ChangeEmailAddresses1763600000097 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account_tokens ADD COLUMN new_email text');
    await allow(runner, `${purposes}, 'change-email'`, `${tokens}, 'change-email'`);
    await runner.query(`
      ALTER TABLE account_tokens
        ADD CONSTRAINT account_tokens_new_email CHECK ((purpose = 'change-email') = (new_email IS NOT NULL))`);
    await runner.query(`
      CREATE TABLE email_changes (
        id uuid CONSTRAINT email_changes_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT email_changes_user_fk REFERENCES users,
        from_email text NOT NULL,
        changed_at timestamptz NOT NULL,
        undone_at timestamptz,
        CONSTRAINT email_changes_undone CHECK (undone_at >= changed_at)
      )`);
    await runner.query(
      'CREATE INDEX email_changes_in_force ON email_changes (user_id, changed_at) WHERE undone_at IS NULL',
    );
    await runner.query('CREATE INDEX email_changes_by_time ON email_changes (changed_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE email_changes');
    await runner.query(`DELETE FROM account_tokens WHERE purpose = 'change-email'`);
    await runner.query(`DELETE FROM challenges WHERE purpose = 'change-email'`);
    await allow(runner, purposes, tokens);
    await runner.query('ALTER TABLE account_tokens DROP COLUMN new_email');
  }
}

async function allow(runner: QueryRunner, challenges: string, accountTokens: string): Promise<void> {
  await runner.query(`
    ALTER TABLE challenges DROP CONSTRAINT challenges_purpose,
      ADD CONSTRAINT challenges_purpose CHECK (purpose IN (${challenges}))`);
  await runner.query(`
    ALTER TABLE account_tokens DROP CONSTRAINT account_tokens_purpose,
      ADD CONSTRAINT account_tokens_purpose CHECK (purpose IN (${accountTokens}))`);
}
