import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets a conditional change check itself, so that it can travel with COMMIT: nobody has to wait for its row count first. */
export class CreateExpectRows1763600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION expect_rows(touched bigint, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF touched <> expected THEN
          RAISE EXCEPTION 'touched % rows instead of %', touched, expected USING ERRCODE = 'SF001';
        END IF;
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION expect_rows(bigint, bigint)`);
  }
}
