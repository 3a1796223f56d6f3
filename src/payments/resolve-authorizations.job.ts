import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Job, JobRunner } from '../common/jobs/job-runner';
import { AuthorizationService } from './authorization.service';
import { AuthorizationVoiding } from './authorization-voiding.service';

/** Finishes what a crash or a silent gateway has left: money that may be held and would serve nobody. */
@Injectable()
export class ResolveAuthorizationsJob implements Job, OnModuleInit {
  readonly name = 'sweep-authorizations';
  readonly cron = '* * * * *';
  private running = false;

  constructor(
    private readonly runner: JobRunner,
    private readonly authorizations: AuthorizationService,
    private readonly voiding: AuthorizationVoiding,
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
      await this.voiding.finishAll();
    } finally {
      this.running = false;
    }
  }
}
