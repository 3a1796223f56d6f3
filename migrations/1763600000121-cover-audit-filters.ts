import type { MigrationInterface, QueryRunner } from 'typeorm';

const indexes: Record<string, { plain: string; covering: string }> = {
  type: { plain: 'type, id', covering: 'type, id, outcome, at' },
  actor: { plain: 'actor_id, id', covering: 'actor_id, id, type, outcome, at' },
  subject: { plain: 'subject_id, id', covering: 'subject_id, id, type, outcome, at' },
  address: { plain: 'ip, id', covering: 'ip, id, type, outcome, at' },
};

/** Filters on what an index carries beside what it is ordered by need not look at the events themselves. */
export class CoverAuditFilters1763600000121 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, { covering }] of Object.entries(indexes)) await replace(runner, name, covering);
    await runner.query(`
      ALTER TABLE audit_events DROP CONSTRAINT audit_events_pk,
        ADD CONSTRAINT audit_events_pk PRIMARY KEY (id, retention) INCLUDE (outcome, at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name, { plain }] of Object.entries(indexes)) await replace(runner, name, plain);
    await runner.query(`
      ALTER TABLE audit_events DROP CONSTRAINT audit_events_pk, ADD CONSTRAINT audit_events_pk PRIMARY KEY (id, retention)`);
  }
}

async function replace(runner: QueryRunner, name: string, columns: string): Promise<void> {
  await runner.query(`DROP INDEX audit_events_by_${name}`);
  await runner.query(`CREATE INDEX audit_events_by_${name} ON audit_events (${columns})`);
}
