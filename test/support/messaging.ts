import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../src/common/clock';
import { CommonModule } from '../../src/common/common.module';
import { DatabaseModule } from '../../src/common/database/database.module';
import { Transactor } from '../../src/common/database/transactor';
import { type Job, JobRunner } from '../../src/common/jobs/job-runner';
import { JobsModule } from '../../src/common/jobs/jobs.module';
import { createLogger } from '../../src/common/logging/logger';
import { NestLogger } from '../../src/common/logging/nest-logger';
import { AppConfig } from '../../src/config/app-config';
import { ConfigModule } from '../../src/config/config.module';
import { MessagingModule } from '../../src/messaging/messaging.module';
import { testEnvironment } from './app';
import { TestClock } from './clock';

export interface MessagingProcess {
  nest: INestApplicationContext;
  clock: TestClock;
  owner: Pool;
  inTransaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Messaging and the job queue without the rest of the application, on real PostgreSQL and real SMTP. */
export async function startMessaging(
  databaseUrl: string,
  smtpUrl: string,
  jobs: readonly Job[] = [],
): Promise<MessagingProcess> {
  const clock = new TestClock();
  const config = AppConfig.fromEnvironment(testEnvironment(databaseUrl, smtpUrl));
  const imports = [ConfigModule.with(config), DatabaseModule, CommonModule, JobsModule, MessagingModule];
  const testing = Test.createTestingModule({ imports }).overrideProvider(Clock).useValue(clock);
  const nest = await testing.setLogger(new NestLogger(createLogger({ logLevel: 'silent' }))).compile();
  for (const job of jobs) nest.get(JobRunner, { strict: false }).register(job);
  await nest.init();
  const owner = new Pool({ connectionString: databaseUrl, max: 2 });
  owner.on('error', () => undefined);
  return {
    nest,
    clock,
    owner,
    inTransaction: (work) => nest.get(Transactor, { strict: false }).run(work),
    close: async () => {
      await nest.close();
      await owner.end();
    },
  };
}
