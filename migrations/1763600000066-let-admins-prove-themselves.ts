import type { MigrationInterface, QueryRunner } from 'typeorm';

const before = `'login', 'payment', 'enrolment', 'manage-factors', 'change-security-settings'`;

export class LetAdminsProveThemselves1763600000066 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return allow(runner, `${before}, 'admin-recovery'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM challenges WHERE purpose = 'admin-recovery'`);
    await allow(runner, before);
  }
}

async function allow(runner: QueryRunner, purposes: string): Promise<void> {
  await runner.query(`
    ALTER TABLE challenges DROP CONSTRAINT challenges_purpose, ADD CONSTRAINT challenges_purpose CHECK (purpose IN (${purposes}))`);
}
