import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sandbox gateway's own ledger. It stands for a provider's database: no key leads from it to our tables or back. */
export class CreateSandboxGateway1763600000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA sandbox_gateway`);
    await runner.query(`
      CREATE TABLE sandbox_gateway.authorizations (
        reference text CONSTRAINT sandbox_authorizations_pk PRIMARY KEY,
        key text NOT NULL CONSTRAINT sandbox_authorizations_key_unique UNIQUE,
        payment_method text NOT NULL,
        amount bigint NOT NULL,
        captured bigint NOT NULL DEFAULT 0,
        currency char(3) NOT NULL,
        expires_at timestamptz NOT NULL,
        voided_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT sandbox_authorizations_captured CHECK (captured BETWEEN 0 AND amount)
      )`);
    await runner.query(`
      CREATE TABLE sandbox_gateway.captures (
        key text CONSTRAINT sandbox_captures_pk PRIMARY KEY,
        authorization_reference text NOT NULL CONSTRAINT sandbox_captures_authorization_fk REFERENCES sandbox_gateway.authorizations,
        amount bigint NOT NULL,
        currency char(3) NOT NULL,
        captured_at timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA sandbox_gateway CASCADE`);
  }
}
