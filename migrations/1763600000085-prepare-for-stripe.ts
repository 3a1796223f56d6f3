import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATUSES_BEFORE = `'pending', 'active', 'declined'`;

/** Authorizations that bear one capture or can be let go, and how long a payment's key has been in use. */
export class PrepareForStripe1763600000085 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE authorizations
        ADD COLUMN captures text NOT NULL DEFAULT 'many',
        ADD COLUMN decline_reason text,
        DROP CONSTRAINT authorizations_status,
        DROP CONSTRAINT authorizations_active,
        ADD CONSTRAINT authorizations_captures CHECK (captures IN ('one', 'many')),
        ADD CONSTRAINT authorizations_status CHECK (status IN ('pending', 'active', 'voiding', 'voided', 'declined')),
        ADD CONSTRAINT authorizations_active CHECK
          ((status IN ('active', 'voiding', 'voided')) = (gateway_reference IS NOT NULL AND expires_at IS NOT NULL)),
        ADD CONSTRAINT authorizations_declined CHECK (status = 'declined' OR decline_reason IS NULL)`);
    await runner.query(
      'CREATE UNIQUE INDEX authorizations_by_reference ON authorizations (gateway_reference)',
    );
    await runner.query(`CREATE INDEX authorizations_voiding ON authorizations (id) WHERE status = 'voiding'`);
    await runner.query(
      'ALTER TABLE payments ADD COLUMN first_attempt_at timestamptz, ADD COLUMN stuck_since timestamptz',
    );
    await runner.query('UPDATE payments SET first_attempt_at = created_at WHERE attempts > 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE payments DROP COLUMN first_attempt_at, DROP COLUMN stuck_since');
    await runner.query('DROP INDEX authorizations_by_reference, authorizations_voiding');
    await runner.query(`
      ALTER TABLE authorizations
        DROP CONSTRAINT authorizations_status,
        DROP CONSTRAINT authorizations_active`);
    await runner.query(`UPDATE authorizations SET status = 'active' WHERE status IN ('voiding', 'voided')`);
    await runner.query(`
      ALTER TABLE authorizations
        DROP COLUMN captures,
        DROP COLUMN decline_reason,
        ADD CONSTRAINT authorizations_status CHECK (status IN (${STATUSES_BEFORE})),
        ADD CONSTRAINT authorizations_active CHECK
          ((status = 'active') = (gateway_reference IS NOT NULL AND expires_at IS NOT NULL))`);
  }
}
