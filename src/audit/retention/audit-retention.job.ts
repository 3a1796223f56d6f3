import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Job, JobRunner } from '../../common/jobs/job-runner';
import { AuditRetention } from './audit-retention.service';

/** Each night. Events are kept a day too long at most. */
@Injectable()
export class AuditRetentionJob implements Job, OnModuleInit {
  readonly name = 'keep-audit-months';
  readonly cron = '13 2 * * *';

  constructor(
    private readonly runner: JobRunner,
    private readonly retention: AuditRetention,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async run(): Promise<void> {
    await this.retention.makeMonths();
    await this.retention.dropMonths();
  }
}
