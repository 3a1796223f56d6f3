import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AwaitReceipts1763600000041 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messages
        ADD COLUMN receipt text,
        ADD COLUMN receipt_due_at timestamptz,
        ADD COLUMN avoid_provider text,
        ADD CONSTRAINT messages_receipt CHECK (receipt IN ('sent', 'delivered', 'undelivered')),
        ADD CONSTRAINT messages_receipt_due CHECK (receipt_due_at IS NULL OR status = 'sent'),
        DROP CONSTRAINT messages_content_wiped,
        ADD CONSTRAINT messages_content_wiped CHECK ((sealed_content IS NOT NULL) = (status IN ('queued', 'sending') OR receipt_due_at IS NOT NULL))`);
    await runner.query(
      `CREATE INDEX messages_awaiting_receipt ON messages (receipt_due_at) WHERE receipt_due_at IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX messages_awaiting_receipt`);
    await runner.query(`UPDATE messages SET sealed_content = NULL WHERE receipt_due_at IS NOT NULL`);
    await runner.query(`
      ALTER TABLE messages
        DROP CONSTRAINT messages_content_wiped,
        DROP CONSTRAINT messages_receipt_due,
        DROP CONSTRAINT messages_receipt,
        DROP COLUMN avoid_provider,
        DROP COLUMN receipt_due_at,
        DROP COLUMN receipt,
        ADD CONSTRAINT messages_content_wiped CHECK ((sealed_content IS NOT NULL) = (status IN ('queued', 'sending')))`);
  }
}
