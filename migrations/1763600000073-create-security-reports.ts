import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSecurityReports1763600000073 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE security_reports (
        id uuid CONSTRAINT security_reports_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT security_reports_user_fk REFERENCES users,
        notification_id uuid CONSTRAINT security_reports_notification_fk REFERENCES notifications ON DELETE SET NULL,
        notice_kind text NOT NULL,
        noticed_at timestamptz NOT NULL,
        status text NOT NULL,
        ip inet,
        device text,
        created_at timestamptz NOT NULL,
        closed_at timestamptz,
        closed_by uuid CONSTRAINT security_reports_closed_by_fk REFERENCES users,
        note text,
        CONSTRAINT security_reports_notification_unique UNIQUE (notification_id),
        CONSTRAINT security_reports_status CHECK (status IN ('open', 'closed')),
        CONSTRAINT security_reports_closed CHECK (
          (status = 'closed') = (closed_at IS NOT NULL) AND (closed_at IS NULL) = (closed_by IS NULL)
          AND (closed_at IS NULL) = (note IS NULL))
      )`);
    await runner.query('CREATE INDEX security_reports_by_user ON security_reports (user_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE security_reports');
  }
}
