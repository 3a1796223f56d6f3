import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateNotifications1763600000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE users ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC'`);
    await runner.query(`
      CREATE TABLE notifications (
        id uuid CONSTRAINT notifications_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT notifications_user_fk REFERENCES users,
        kind text NOT NULL,
        params jsonb NOT NULL,
        ip inet,
        device text,
        report_token_hash bytea CONSTRAINT notifications_report_token_hash_unique UNIQUE,
        report_until timestamptz,
        created_at timestamptz NOT NULL,
        read_at timestamptz,
        CONSTRAINT notifications_reportable CHECK ((report_token_hash IS NULL) = (report_until IS NULL))
      )`);
    await runner.query('CREATE INDEX notifications_by_user ON notifications (user_id, id)');
    await runner.query(
      'CREATE INDEX notifications_unread_by_user ON notifications (user_id, id) WHERE read_at IS NULL',
    );
    await runner.query('CREATE INDEX notifications_by_age ON notifications (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notifications');
    await runner.query('ALTER TABLE users DROP COLUMN time_zone');
  }
}
