import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Failures are a small part of the log, and evidence asks for them by type. */
export class IndexFailures1763600000141 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX audit_events_failures ON audit_events (type, id) WHERE outcome = 'failure'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_events_failures');
  }
}
