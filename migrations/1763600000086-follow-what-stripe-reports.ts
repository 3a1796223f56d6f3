import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FollowWhatStripeReports1763600000086 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE authorizations ADD COLUMN refunded bigint NOT NULL DEFAULT 0, ADD CONSTRAINT authorizations_refunded CHECK (refunded BETWEEN 0 AND amount)',
    );
    await runner.query('CREATE INDEX payments_by_authorization ON payments (authorization_id, id)');
    await runner.query(`
      CREATE TABLE gateway_events (
        id text CONSTRAINT gateway_events_pk PRIMARY KEY,
        type text NOT NULL,
        subject text NOT NULL,
        reference text NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        received_at timestamptz NOT NULL,
        processed_at timestamptz,
        CONSTRAINT gateway_events_subject CHECK (subject IN ('authorization', 'dispute'))
      )`);
    await runner.query(
      'CREATE INDEX gateway_events_waiting ON gateway_events (attempts, received_at) WHERE processed_at IS NULL',
    );
    await runner.query('CREATE INDEX gateway_events_processed ON gateway_events (processed_at)');
    await runner.query(`
      CREATE TABLE disputes (
        id text CONSTRAINT disputes_pk PRIMARY KEY,
        authorization_id uuid NOT NULL CONSTRAINT disputes_authorization_fk REFERENCES authorizations,
        amount bigint NOT NULL,
        currency char(3) NOT NULL,
        reason text NOT NULL,
        status text NOT NULL,
        opened_at timestamptz NOT NULL,
        closed_at timestamptz,
        CONSTRAINT disputes_status CHECK (status IN ('open', 'won', 'lost', 'closed')),
        CONSTRAINT disputes_closed CHECK ((status = 'open') = (closed_at IS NULL))
      )`);
    await runner.query('CREATE INDEX disputes_by_authorization ON disputes (authorization_id, opened_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE disputes');
    await runner.query('DROP TABLE gateway_events');
    await runner.query('DROP INDEX payments_by_authorization');
    await runner.query('ALTER TABLE authorizations DROP COLUMN refunded');
  }
}
