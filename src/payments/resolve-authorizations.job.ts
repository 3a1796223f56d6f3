import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Job, JobRunner } from '../common/jobs/job-runner';
import { AuthorizationService } from './authorization.service';

/** Finishes what a crash left between the gateway and the row: money that may be held and would serve nobody. */
@Injectable()
export class ResolveAuthorizationsJob implements Job, OnModuleInit {
  readonly name = 'sweep-authorizations';
  readonly cron = '* * * * *';
  private running = false;

  constructor(
    private readonly runner: JobRunner,
    private readonly authorizations: AuthorizationService,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  /** One at a time in this process: a gateway that hangs must not occupy the workers that deliver codes. */
  async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await this.authorizations.resolvePending();
    } finally {
      this.running = false;
    }
  }
}
