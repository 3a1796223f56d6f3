import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateHolds1763600000065 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE holds (
        id uuid CONSTRAINT holds_pk PRIMARY KEY,
        client_id uuid NOT NULL CONSTRAINT holds_client_fk REFERENCES users,
        approval_id uuid CONSTRAINT holds_approval_fk REFERENCES approvals,
        payment_id uuid CONSTRAINT holds_payment_fk REFERENCES payments,
        reason text NOT NULL,
        source text NOT NULL,
        origin_id uuid,
        placed_by uuid CONSTRAINT holds_placed_by_fk REFERENCES users,
        barred uuid[] NOT NULL DEFAULT '{}',
        placed_at timestamptz NOT NULL,
        ends_at timestamptz,
        ended_at timestamptz,
        lifted_at timestamptz,
        lifted_by uuid CONSTRAINT holds_lifted_by_fk REFERENCES users,
        lift_reason text,
        CONSTRAINT holds_scope CHECK (num_nonnulls(approval_id, payment_id) <= 1),
        CONSTRAINT holds_reason CHECK (reason IN ('recovery', 'factor-changed', 'reported', 'settings-loosened', 'risk', 'emergency-access')),
        CONSTRAINT holds_source CHECK (source ~ '^[a-z][a-z-]{0,39}$'),
        CONSTRAINT holds_end CHECK (ends_at > placed_at),
        CONSTRAINT holds_ended CHECK (ended_at IS NULL OR (lifted_at IS NULL AND ends_at IS NOT NULL AND ended_at >= ends_at)),
        CONSTRAINT holds_lifted CHECK (num_nulls(lifted_at, lifted_by, lift_reason) IN (0, 3)),
        CONSTRAINT holds_lifter CHECK (lifted_by <> client_id AND lifted_by <> placed_by AND lifted_by <> ALL (barred))
      )`);
    const open = 'WHERE lifted_at IS NULL AND ended_at IS NULL';
    await runner.query(`CREATE INDEX holds_open_by_client ON holds (client_id) ${open}`);
    await runner.query(`CREATE INDEX holds_ending ON holds (ends_at) ${open}`);
    await runner.query('CREATE INDEX holds_by_client ON holds (client_id, id)');
    await runner.query(
      'CREATE UNIQUE INDEX holds_one_per_origin ON holds (origin_id, reason) WHERE origin_id IS NOT NULL',
    );
    await runner.query(`CREATE INDEX payments_held ON payments (client_id, id) WHERE status = 'held'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX payments_held');
    await runner.query('DROP TABLE holds');
  }
}
