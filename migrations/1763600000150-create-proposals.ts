import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an admin wants to do and another one has to confirm. */
export class CreateProposals1763600000150 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE proposals (
        id uuid CONSTRAINT proposals_pk PRIMARY KEY,
        kind text NOT NULL,
        target text NOT NULL,
        subject_id uuid CONSTRAINT proposals_subject_fk REFERENCES users,
        payload jsonb NOT NULL,
        reason text NOT NULL,
        ticket text,
        status text NOT NULL,
        opened_by uuid NOT NULL CONSTRAINT proposals_opened_by_fk REFERENCES users,
        opened_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        decided_by uuid CONSTRAINT proposals_decided_by_fk REFERENCES users,
        decided_at timestamptz,
        note text,
        CONSTRAINT proposals_kind CHECK (kind ~ '^[a-z][a-z-]{0,39}$'),
        CONSTRAINT proposals_status CHECK (status IN ('open', 'confirmed', 'rejected', 'withdrawn', 'expired')),
        CONSTRAINT proposals_opener CHECK (opened_by <> subject_id),
        CONSTRAINT proposals_decided CHECK (
          num_nulls(decided_by, decided_at) = CASE WHEN status IN ('open', 'expired') THEN 2 ELSE 0 END),
        CONSTRAINT proposals_decider CHECK (decided_by <> subject_id AND (decided_by = opened_by) = (status = 'withdrawn')),
        CONSTRAINT proposals_expiry CHECK (expires_at > opened_at AND decided_at < expires_at)
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX proposals_one_open ON proposals (kind, target) WHERE status = 'open'`,
    );
    await runner.query(`CREATE INDEX proposals_expiring ON proposals (expires_at) WHERE status = 'open'`);
    await runner.query('CREATE INDEX proposals_by_subject ON proposals (subject_id, id)');
    await runner.query(`
      CREATE FUNCTION refuse_proposal_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.status <> 'open' OR (NEW.id, NEW.kind, NEW.target, NEW.payload, NEW.reason, NEW.opened_by, NEW.opened_at, NEW.expires_at)
            <> (OLD.id, OLD.kind, OLD.target, OLD.payload, OLD.reason, OLD.opened_by, OLD.opened_at, OLD.expires_at)
            OR NEW.subject_id IS DISTINCT FROM OLD.subject_id OR NEW.ticket IS DISTINCT FROM OLD.ticket THEN
          RAISE EXCEPTION 'a proposal is decided once, as it was made' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE TRIGGER proposals_decided_once BEFORE UPDATE ON proposals
      FOR EACH ROW EXECUTE FUNCTION refuse_proposal_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE proposals');
    await runner.query('DROP FUNCTION refuse_proposal_change()');
  }
}
