import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateExposures1763600000090 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE exposures (
        client_id uuid NOT NULL CONSTRAINT exposures_client_fk REFERENCES users,
        party_id uuid NOT NULL,
        at timestamptz NOT NULL,
        running numeric NOT NULL,
        amount bigint NOT NULL,
        approval_id uuid NOT NULL CONSTRAINT exposures_approval_fk REFERENCES approvals,
        CONSTRAINT exposures_pk PRIMARY KEY (client_id, party_id, at, running),
        CONSTRAINT exposures_amount CHECK (amount BETWEEN 1 AND 9007199254740991),
        CONSTRAINT exposures_running CHECK (running >= amount)
      )`);
    await runner.query('CREATE INDEX exposures_by_time ON exposures (at)');
    await runner.query(`
      INSERT INTO exposures (client_id, party_id, at, running, amount, approval_id)
      SELECT client_id, party_id, at, sum(amount) OVER (PARTITION BY client_id, party_id ORDER BY at, approval_id), amount, approval_id
      FROM (
        SELECT client_id, client_id AS party_id, approved_at AS at, total AS amount, id AS approval_id FROM approvals
        WHERE status = 'approved' AND NOT step_up_required AND approved_at > now() - interval '7 days'
        UNION ALL
        SELECT a.client_id, i.payee_id, a.approved_at, sum(i.amount)::bigint, a.id
        FROM approvals a JOIN approval_items i ON i.approval_id = a.id
        WHERE a.status = 'approved' AND NOT a.step_up_required AND a.approved_at > now() - interval '7 days'
        GROUP BY a.client_id, i.payee_id, a.approved_at, a.id
      ) AS let_through`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE exposures');
  }
}
