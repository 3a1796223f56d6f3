import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RecordWhereApprovalsComeFrom1763600000091 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE users
        ADD COLUMN password_changed_at timestamptz,
        ADD COLUMN email_changed_at timestamptz,
        ADD COLUMN recovered_at timestamptz`);
    await runner.query(`
      ALTER TABLE approvals
        ADD COLUMN step_up_signals text[] NOT NULL DEFAULT '{}',
        ADD COLUMN device text,
        ADD COLUMN network text,
        ADD CONSTRAINT approvals_place CHECK ((device IS NULL) = (network IS NULL))`);
    await runner.query(`
      CREATE INDEX approvals_in_force_by_client ON approvals (client_id, approved_at) WHERE approved_at IS NOT NULL`);
    await runner.query(`
      CREATE INDEX sessions_proven_by_user ON sessions (user_id, second_factor_at) WHERE second_factor_at IS NOT NULL`);
    await runner.query(`
      CREATE INDEX factors_removed_by_user ON factors (user_id, removed_at) WHERE status = 'removed'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of [
      'factors_removed_by_user',
      'sessions_proven_by_user',
      'approvals_in_force_by_client',
    ])
      await runner.query(`DROP INDEX ${index}`);
    await runner.query(
      'ALTER TABLE approvals DROP COLUMN step_up_signals, DROP COLUMN device, DROP COLUMN network',
    );
    await runner.query(
      'ALTER TABLE users DROP COLUMN password_changed_at, DROP COLUMN email_changed_at, DROP COLUMN recovered_at',
    );
  }
}
