import type { MigrationInterface, QueryRunner } from 'typeorm';

const counts = (...names: string[]) => names.map((name) => `${name} integer NOT NULL`).join(', ');

/** Counts an hour, without anybody's name or number; and what the sources have to keep so that they can be counted. */
export class CreateAnalytics1763600000140 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE challenges ADD COLUMN wrong_proofs integer NOT NULL DEFAULT 0,
        ADD CONSTRAINT challenges_wrong_proofs CHECK (wrong_proofs >= 0)`);
    await runner.query(`
      ALTER TABLE messages ADD COLUMN country text, ADD COLUMN segments smallint,
        ADD CONSTRAINT messages_priced CHECK (
          channel = 'sms' AND segments > 0 AND country ~ '^[A-Z]{2}$' OR (segments IS NULL AND country IS NULL))`);
    await runner.query(`
      CREATE TABLE analytics_challenges (
        hour timestamptz, purpose text, method text, amount_class text,
        ${counts('opened', 'succeeded', 'failed', 'abandoned', 'still_open', 'wrong_proofs')},
        CONSTRAINT analytics_challenges_pk PRIMARY KEY (hour, purpose, method, amount_class),
        CONSTRAINT analytics_challenges_whole CHECK (opened = succeeded + failed + abandoned + still_open)
      )`);
    await runner.query(`
      CREATE TABLE analytics_completions (
        hour timestamptz, purpose text, method text, step smallint, ${counts('completions')},
        CONSTRAINT analytics_completions_pk PRIMARY KEY (hour, purpose, method, step)
      )`);
    await runner.query(`
      CREATE TABLE analytics_deliveries (
        hour timestamptz, channel text, provider text, purpose text, country text,
        ${counts('messages', 'accepted', 'delivered', 'undelivered', 'failed', 'expired', 'waiting')},
        ${counts('codes', 'resends', 'method_fallbacks', 'provider_fallbacks', 'segments')},
        CONSTRAINT analytics_deliveries_pk PRIMARY KEY (hour, channel, provider, purpose, country)
      )`);
    await runner.query(`
      CREATE TABLE analytics_prompts (
        hour timestamptz, kind text, name text, amount_class text,
        ${counts('approvals', 'prompted', 'answered', 'disputed')},
        CONSTRAINT analytics_prompts_pk PRIMARY KEY (hour, kind, name, amount_class),
        CONSTRAINT analytics_prompts_kind CHECK (kind IN ('all', 'reason', 'signal')),
        CONSTRAINT analytics_prompts_order CHECK (approvals >= prompted AND prompted >= answered AND answered >= disputed)
      )`);
    await runner.query(`
      CREATE TABLE analytics_adoption (
        day date, account_type text, ${counts('accounts', 'protected', 'webauthn', 'totp', 'sms', 'email')},
        CONSTRAINT analytics_adoption_pk PRIMARY KEY (day, account_type)
      )`);
    await runner.query(`
      CREATE TABLE analytics_progress (
        id boolean CONSTRAINT analytics_progress_pk PRIMARY KEY DEFAULT true,
        rolled_until timestamptz NOT NULL,
        CONSTRAINT analytics_progress_one CHECK (id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['progress', 'adoption', 'prompts', 'deliveries', 'completions', 'challenges'])
      await runner.query(`DROP TABLE analytics_${name}`);
    await runner.query('ALTER TABLE messages DROP COLUMN country, DROP COLUMN segments');
    await runner.query('ALTER TABLE challenges DROP COLUMN wrong_proofs');
  }
}
