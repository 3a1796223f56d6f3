import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NoteWhatPhonesRefuse1763600000075 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messages ADD COLUMN factor_id uuid`);
    await runner.query(`ALTER TABLE sms_sends ALTER COLUMN challenge_id DROP NOT NULL`);
    await runner.query(
      `CREATE INDEX sms_consents_stopped ON sms_consents (number_hash) WHERE withdrawn_by = 'stop'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX sms_consents_stopped`);
    await runner.query(`DELETE FROM sms_sends WHERE challenge_id IS NULL`);
    await runner.query(`ALTER TABLE sms_sends ALTER COLUMN challenge_id SET NOT NULL`);
    await runner.query(`ALTER TABLE messages DROP COLUMN factor_id`);
  }
}
