import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PreferOneFactor1763600000051 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE security_settings
        ADD COLUMN preferred_factor_id uuid CONSTRAINT security_settings_preferred_factor_fk REFERENCES factors,
        ADD CONSTRAINT security_settings_preferred_factor CHECK (preferred_factor_id IS NULL OR preferred_method IS NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE security_settings DROP COLUMN preferred_factor_id');
  }
}
