import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For how long an approval's payments wait for a person to look, and what an admin says of a hold of theirs. */
export class HoldWhatIsRisky1763600000098 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE approvals ADD COLUMN risk_hold_hours integer,
        ADD CONSTRAINT approvals_risk_hold CHECK (risk_hold_hours > 0)`);
    await runner.query(`
      ALTER TABLE holds ADD COLUMN note text,
        ADD CONSTRAINT holds_note CHECK ((source = 'admin') = (note IS NOT NULL))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE holds DROP COLUMN note');
    await runner.query('ALTER TABLE approvals DROP COLUMN risk_hold_hours');
  }
}
