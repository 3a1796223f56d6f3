import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Job, JobRunner } from '../jobs/job-runner';
import { IdempotencyKeys } from './idempotency-keys';

@Injectable()
export class SweepIdempotencyKeys implements Job, OnModuleInit {
  readonly name = 'sweep-idempotency-keys';
  readonly cron = '17 * * * *';

  constructor(
    private readonly runner: JobRunner,
    private readonly keys: IdempotencyKeys,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async run(): Promise<void> {
    await this.keys.deleteExpired();
  }
}
