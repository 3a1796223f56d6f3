import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Access that two admins gave without the usual wait, and whether somebody else has looked into it since. */
export class CreateEmergencyAccesses1763600000152 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE emergency_accesses (
        id uuid CONSTRAINT emergency_accesses_pk PRIMARY KEY,
        request_id uuid NOT NULL CONSTRAINT emergency_accesses_request_fk REFERENCES recovery_requests,
        proposal_id uuid NOT NULL CONSTRAINT emergency_accesses_proposal_fk REFERENCES proposals,
        user_id uuid NOT NULL CONSTRAINT emergency_accesses_user_fk REFERENCES users,
        opened_by uuid NOT NULL CONSTRAINT emergency_accesses_opened_by_fk REFERENCES users,
        confirmed_by uuid NOT NULL CONSTRAINT emergency_accesses_confirmed_by_fk REFERENCES users,
        granted_at timestamptz NOT NULL,
        close_by timestamptz NOT NULL,
        flagged_at timestamptz,
        closed_by uuid CONSTRAINT emergency_accesses_closed_by_fk REFERENCES users,
        closed_at timestamptz,
        justification text,
        CONSTRAINT emergency_accesses_request_unique UNIQUE (request_id),
        CONSTRAINT emergency_accesses_parties CHECK (
          opened_by <> confirmed_by AND opened_by <> user_id AND confirmed_by <> user_id),
        CONSTRAINT emergency_accesses_closed CHECK (num_nulls(closed_by, closed_at, justification) IN (0, 3)),
        CONSTRAINT emergency_accesses_closer CHECK (closed_by NOT IN (opened_by, confirmed_by, user_id)),
        CONSTRAINT emergency_accesses_flagged CHECK (flagged_at >= close_by)
      )`);
    await runner.query(
      'CREATE INDEX emergency_accesses_open ON emergency_accesses (close_by) WHERE closed_at IS NULL',
    );
    await runner.query('CREATE INDEX emergency_accesses_by_user ON emergency_accesses (user_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE emergency_accesses');
  }
}
