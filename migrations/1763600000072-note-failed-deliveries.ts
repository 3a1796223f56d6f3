import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NoteFailedDeliveries1763600000072 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages ADD COLUMN last_failed_at timestamptz');
    await runner.query(
      'CREATE INDEX messages_failed ON messages (last_failed_at) WHERE last_failed_at IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages DROP COLUMN last_failed_at');
  }
}
