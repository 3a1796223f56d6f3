import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Job, JobRunner } from '../../common/jobs/job-runner';
import { IntegrityService } from './integrity.service';

const EVENTS_A_MINUTE = 20_480;

/** Goes through the log all day, a part each minute: a million events in less than an hour. */
@Injectable()
export class VerifyLogJob implements Job, OnModuleInit {
  readonly name = 'verify-audit-log';
  readonly cron = '* * * * *';

  constructor(
    private readonly runner: JobRunner,
    private readonly integrity: IntegrityService,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  run(): Promise<void> {
    return this.integrity.examine(EVENTS_A_MINUTE);
  }
}
