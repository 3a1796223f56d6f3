import type { MigrationInterface, QueryRunner } from 'typeorm';

const PAYABLE = 'BETWEEN 1 AND 9007199254740991';

export class CreateContractsAndPayments1763600000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE contracts (
        id uuid CONSTRAINT contracts_pk PRIMARY KEY,
        title text NOT NULL,
        client_id uuid NOT NULL CONSTRAINT contracts_client_fk REFERENCES users,
        payee_id uuid NOT NULL CONSTRAINT contracts_payee_fk REFERENCES users,
        currency char(3) NOT NULL,
        status text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT contracts_status CHECK (status IN ('active')),
        CONSTRAINT contracts_two_parties CHECK (client_id <> payee_id)
      )`);
    await runner.query(`CREATE INDEX contracts_by_client ON contracts (client_id, id)`);
    await runner.query(`CREATE INDEX contracts_by_payee ON contracts (payee_id, id)`);
    await runner.query(`
      CREATE TABLE milestones (
        id uuid CONSTRAINT milestones_pk PRIMARY KEY,
        contract_id uuid NOT NULL CONSTRAINT milestones_contract_fk REFERENCES contracts,
        title text NOT NULL,
        description text,
        amount bigint NOT NULL,
        status text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL,
        submitted_at timestamptz,
        approved_at timestamptz,
        CONSTRAINT milestones_amount CHECK (amount ${PAYABLE}),
        CONSTRAINT milestones_status CHECK (status IN ('pending', 'submitted', 'approved', 'cancelled')),
        CONSTRAINT milestones_approved CHECK ((status = 'approved') = (approved_at IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX milestones_by_contract ON milestones (contract_id, id)`);
    await runner.query(`
      CREATE TABLE authorizations (
        id uuid CONSTRAINT authorizations_pk PRIMARY KEY,
        contract_id uuid NOT NULL CONSTRAINT authorizations_contract_fk REFERENCES contracts,
        client_id uuid NOT NULL CONSTRAINT authorizations_client_fk REFERENCES users,
        idempotency_key text NOT NULL,
        payment_method text NOT NULL,
        amount bigint NOT NULL,
        remaining bigint NOT NULL,
        currency char(3) NOT NULL,
        status text NOT NULL,
        gateway_reference text,
        created_at timestamptz NOT NULL,
        expires_at timestamptz,
        CONSTRAINT authorizations_idempotency UNIQUE (client_id, idempotency_key),
        CONSTRAINT authorizations_amount CHECK (amount ${PAYABLE}),
        CONSTRAINT authorizations_remaining CHECK (remaining BETWEEN 0 AND amount),
        CONSTRAINT authorizations_status CHECK (status IN ('pending', 'active', 'declined')),
        CONSTRAINT authorizations_active CHECK ((status = 'active') = (gateway_reference IS NOT NULL AND expires_at IS NOT NULL))
      )`);
    await runner.query(
      `CREATE INDEX authorizations_active_by_contract ON authorizations (contract_id, id) WHERE status = 'active'`,
    );
    await runner.query(`
      CREATE TABLE approvals (
        id uuid CONSTRAINT approvals_pk PRIMARY KEY,
        client_id uuid NOT NULL CONSTRAINT approvals_client_fk REFERENCES users,
        session_id uuid NOT NULL CONSTRAINT approvals_session_fk REFERENCES sessions,
        idempotency_key text NOT NULL,
        status text NOT NULL,
        payment_method text NOT NULL,
        nonce bytea NOT NULL,
        binding bytea NOT NULL,
        total bigint NOT NULL,
        currency char(3) NOT NULL,
        step_up_required boolean NOT NULL,
        step_up_reasons text[] NOT NULL,
        created_at timestamptz NOT NULL,
        approved_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT approvals_idempotency UNIQUE (client_id, idempotency_key),
        CONSTRAINT approvals_status CHECK (status IN ('pending', 'approved', 'cancelled', 'void')),
        CONSTRAINT approvals_total CHECK (total ${PAYABLE}),
        CONSTRAINT approvals_binding CHECK (octet_length(binding) = 32 AND octet_length(nonce) = 16),
        CONSTRAINT approvals_reasons CHECK (cardinality(step_up_reasons) > 0),
        CONSTRAINT approvals_approved CHECK ((status = 'approved') = (approved_at IS NOT NULL)),
        CONSTRAINT approvals_ended CHECK ((status IN ('cancelled', 'void')) = (ended_at IS NOT NULL))
      )`);
    await runner.query(`
      CREATE TABLE approval_items (
        approval_id uuid NOT NULL CONSTRAINT approval_items_approval_fk REFERENCES approvals,
        milestone_id uuid NOT NULL CONSTRAINT approval_items_milestone_fk REFERENCES milestones,
        milestone_version integer NOT NULL,
        contract_id uuid NOT NULL CONSTRAINT approval_items_contract_fk REFERENCES contracts,
        payee_id uuid NOT NULL CONSTRAINT approval_items_payee_fk REFERENCES users,
        title text NOT NULL,
        amount bigint NOT NULL,
        new_payee boolean NOT NULL,
        live boolean NOT NULL DEFAULT true,
        CONSTRAINT approval_items_pk PRIMARY KEY (approval_id, milestone_id),
        CONSTRAINT approval_items_amount CHECK (amount ${PAYABLE})
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX approval_items_one_live ON approval_items (milestone_id) WHERE live`,
    );
    await runner.query(`
      CREATE TABLE payments (
        id uuid CONSTRAINT payments_pk PRIMARY KEY,
        approval_id uuid NOT NULL CONSTRAINT payments_approval_fk REFERENCES approvals,
        milestone_id uuid NOT NULL CONSTRAINT payments_milestone_fk REFERENCES milestones,
        authorization_id uuid NOT NULL CONSTRAINT payments_authorization_fk REFERENCES authorizations,
        client_id uuid NOT NULL,
        payee_id uuid NOT NULL,
        amount bigint NOT NULL,
        currency char(3) NOT NULL,
        status text NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        lease_until timestamptz,
        failure text,
        created_at timestamptz NOT NULL,
        released_at timestamptz,
        CONSTRAINT payments_amount CHECK (amount ${PAYABLE}),
        CONSTRAINT payments_status CHECK (status IN ('pending', 'processing', 'released', 'failed', 'unknown', 'held')),
        CONSTRAINT payments_leased CHECK (CASE status WHEN 'processing' THEN lease_until IS NOT NULL WHEN 'unknown' THEN true ELSE lease_until IS NULL END),
        CONSTRAINT payments_released CHECK ((status = 'released') = (released_at IS NOT NULL)),
        CONSTRAINT payments_failed CHECK ((status = 'failed') = (failure IS NOT NULL))
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX payments_one_live ON payments (milestone_id) WHERE status <> 'failed'`,
    );
    await runner.query(`CREATE INDEX payments_by_milestone ON payments (milestone_id, id)`);
    await runner.query(`CREATE INDEX payments_by_client ON payments (client_id, id)`);
    await runner.query(`CREATE INDEX payments_by_payee ON payments (payee_id, client_id, id)`);
    await runner.query(
      `CREATE INDEX payments_under_way ON payments (id) WHERE status IN ('pending', 'processing', 'unknown')`,
    );
    await runner.query(`
      CREATE VIEW released_milestones AS SELECT milestone_id, released_at FROM payments WHERE status = 'released'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW released_milestones`);
    for (const table of [
      'payments',
      'approval_items',
      'approvals',
      'authorizations',
      'milestones',
      'contracts',
    ])
      await runner.query(`DROP TABLE ${table}`);
  }
}
