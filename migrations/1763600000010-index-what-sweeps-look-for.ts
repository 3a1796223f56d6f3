import type { MigrationInterface, QueryRunner } from 'typeorm';

const indexes = {
  sessions_by_end: 'sessions (expires_at)',
  challenges_by_session: 'challenges (session_id)',
  approvals_by_session: 'approvals (session_id)',
  authorizations_pending: `authorizations (id) WHERE status = 'pending'`,
};

/** The keys to sessions need theirs too: for each session that is deleted, PostgreSQL looks for rows that name it. */
export class IndexWhatSweepsLookFor1763600000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, on] of Object.entries(indexes)) await runner.query(`CREATE INDEX ${name} ON ${on}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(indexes)) await runner.query(`DROP INDEX ${name}`);
  }
}
