import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IndexSessionsByUser1763600000071 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX sessions_by_user ON sessions (user_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX sessions_by_user');
  }
}
