import { Injectable, Logger } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { DataSource } from 'typeorm';
import type { Method } from '../auth/2fa/method';
import { secretLocation } from '../auth/2fa/secret-location';
import { SecretBox } from '../common/crypto/secret-box';
import { Database } from '../common/database/database';

interface SealedSecret {
  id: string;
  user_id: string;
  method: Method;
  sealed_secret: string;
}

const ping = { name: 'ping', text: 'SELECT 1' };
const appliedMigrations = { name: 'applied-migrations', text: 'SELECT name FROM schema_migrations' };
/** The oldest and the newest: a key that is still needed, or needed already, shows up in one of them. */
const sampleSecrets = {
  name: 'sample-sealed-secrets',
  text: `
    (SELECT id, user_id, method, sealed_secret FROM factors WHERE sealed_secret IS NOT NULL ORDER BY id LIMIT 1)
    UNION ALL
    (SELECT id, user_id, method, sealed_secret FROM factors WHERE sealed_secret IS NOT NULL ORDER BY id DESC LIMIT 1)`,
};

/** Why the process is not ready is for the log, not for whoever asks. */
@Injectable()
export class ReadinessChecks {
  private readonly logger = new Logger('Readiness');

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly dataSource: DataSource,
    private readonly database: Database,
    private readonly secrets: SecretBox,
  ) {}

  databaseAnswers(): Promise<HealthIndicatorResult> {
    return this.check('database', async () => {
      await this.database.row(ping);
    });
  }

  migrationsApplied(): Promise<HealthIndicatorResult> {
    return this.check('migrations', async () => {
      const applied = new Set(
        (await this.database.rows<{ name: string }>(appliedMigrations)).map(({ name }) => name),
      );
      const missing = this.dataSource.migrations.filter(
        (migration) => !applied.has(migration.name ?? migration.constructor.name),
      );
      if (missing.length > 0) throw new Error(`${missing.length} migrations have not run`);
    });
  }

  storedSecretsOpen(): Promise<HealthIndicatorResult> {
    return this.check('encryption-keys', async () => {
      const samples = await this.database.rows<SealedSecret>(sampleSecrets);
      for (const { id, user_id: userId, method, sealed_secret: sealed } of samples)
        this.secrets.open(sealed, secretLocation({ id, userId, method }));
    });
  }

  private async check(name: string, work: () => Promise<void>): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(name);
    try {
      await work();
      return indicator.up();
    } catch (error) {
      this.logger.warn(`Not ready (${name}): ${(error as Error).message}`);
      return indicator.down();
    }
  }
}
