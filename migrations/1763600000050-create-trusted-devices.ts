import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTrustedDevices1763600000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE trusted_devices (
        id uuid CONSTRAINT trusted_devices_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT trusted_devices_user_fk REFERENCES users,
        name text NOT NULL,
        ip inet,
        generation integer NOT NULL DEFAULT 0,
        rotated_at timestamptz NOT NULL,
        rotation_salt bytea,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        revoked_because text,
        CONSTRAINT trusted_devices_rotation CHECK ((generation = 0) = (rotation_salt IS NULL)),
        CONSTRAINT trusted_devices_revoked CHECK ((revoked_at IS NULL) = (revoked_because IS NULL))
      )`);
    await runner.query(
      `CREATE INDEX trusted_devices_live_by_user ON trusted_devices (user_id, id) WHERE revoked_at IS NULL`,
    );
    await runner.query('CREATE INDEX trusted_devices_by_end ON trusted_devices (expires_at)');
    await runner.query(`
      CREATE TABLE trusted_device_tokens (
        token_hash bytea CONSTRAINT trusted_device_tokens_pk PRIMARY KEY,
        device_id uuid NOT NULL CONSTRAINT trusted_device_tokens_device_fk REFERENCES trusted_devices ON DELETE CASCADE,
        generation integer NOT NULL,
        CONSTRAINT trusted_device_tokens_generation_unique UNIQUE (device_id, generation)
      )`);
    await runner.query(`
      ALTER TABLE sessions
        ADD COLUMN trusted_device_id uuid CONSTRAINT sessions_trusted_device_fk REFERENCES trusted_devices ON DELETE SET NULL,
        ADD CONSTRAINT sessions_trusted_unproven CHECK (trusted_device_id IS NULL OR second_factor_at IS NULL)`);
    await runner.query(`
      CREATE INDEX sessions_by_trusted_device ON sessions (trusted_device_id) WHERE trusted_device_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP COLUMN trusted_device_id');
    for (const table of ['trusted_device_tokens', 'trusted_devices'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
