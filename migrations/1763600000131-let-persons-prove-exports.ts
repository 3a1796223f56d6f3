import type { MigrationInterface, QueryRunner } from 'typeorm';

const before = `'login', 'payment', 'enrolment', 'manage-factors', 'change-security-settings', 'change-email', 'admin-recovery'`;
const after = `'login', 'payment', 'enrolment', 'manage-factors', 'change-security-settings', 'change-email', 'export-data', 'admin-recovery'`;

/** A copy of everything that is held about a person is worth a second factor. */
export class LetPersonsProveExports1763600000131 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await restrict(runner, after);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM challenges WHERE purpose = 'export-data'`);
    await restrict(runner, before);
  }
}

async function restrict(runner: QueryRunner, purposes: string): Promise<void> {
  await runner.query(`
    ALTER TABLE challenges DROP CONSTRAINT challenges_purpose,
      ADD CONSTRAINT challenges_purpose CHECK (purpose IN (${purposes}))`);
}
