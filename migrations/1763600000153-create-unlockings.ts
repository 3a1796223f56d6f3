import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Locks of payment approval that an admin has ended, and why. */
export class CreateUnlockings1763600000153 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE unlockings (
        id uuid CONSTRAINT unlockings_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT unlockings_user_fk REFERENCES users,
        admin_id uuid NOT NULL CONSTRAINT unlockings_admin_fk REFERENCES users,
        reason text NOT NULL,
        locked_until timestamptz,
        unlocked_at timestamptz NOT NULL,
        CONSTRAINT unlockings_of_others CHECK (admin_id <> user_id)
      )`);
    await runner.query('CREATE INDEX unlockings_by_user ON unlockings (user_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE unlockings');
  }
}
