import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateMessages1763600000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messages (
        id uuid CONSTRAINT messages_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT messages_user_fk REFERENCES users,
        challenge_id uuid CONSTRAINT messages_challenge_fk REFERENCES challenges ON DELETE SET NULL,
        channel text NOT NULL,
        template text NOT NULL,
        destination text NOT NULL,
        sealed_content text,
        status text NOT NULL,
        provider text,
        attempts integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL,
        lease_until timestamptz,
        last_error text,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        sent_at timestamptz,
        CONSTRAINT messages_channel CHECK (channel IN ('email')),
        CONSTRAINT messages_status CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'expired')),
        CONSTRAINT messages_content_wiped CHECK ((sealed_content IS NOT NULL) = (status IN ('queued', 'sending'))),
        CONSTRAINT messages_sent CHECK ((status = 'sent') = (sent_at IS NOT NULL)),
        CONSTRAINT messages_leased CHECK ((status = 'sending') = (lease_until IS NOT NULL))
      )`);
    await runner.query(
      `CREATE INDEX messages_of_challenge ON messages (challenge_id, created_at DESC) WHERE challenge_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX messages_codes_by_user ON messages (user_id, created_at) WHERE challenge_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX messages_waiting ON messages (due_at) WHERE status IN ('queued', 'sending')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE messages`);
  }
}
