import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The one message to somebody who was erased leaves with its delivery, whatever came of that. */
export class ForgetMessagesThatAreOver1763600000185 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages ADD COLUMN deleted_when_over boolean NOT NULL DEFAULT false');
    await runner.query(`
      CREATE FUNCTION delete_message_that_is_over() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM messages WHERE id = NEW.id;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER messages_deleted_when_over AFTER UPDATE ON messages
      FOR EACH ROW WHEN (NEW.deleted_when_over AND NEW.status NOT IN ('queued', 'sending')) EXECUTE FUNCTION delete_message_that_is_over()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER messages_deleted_when_over ON messages');
    await runner.query('DROP FUNCTION delete_message_that_is_over');
    await runner.query('DELETE FROM messages WHERE deleted_when_over');
    await runner.query('ALTER TABLE messages DROP COLUMN deleted_when_over');
  }
}
