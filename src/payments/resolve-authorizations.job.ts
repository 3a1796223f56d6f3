import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Job, JobRunner } from '../common/jobs/job-runner';
import { oneAtATime } from '../common/jobs/one-at-a-time';
import { AuthorizationService } from './authorization.service';
import { AuthorizationVoiding } from './authorization-voiding.service';

/** Finishes what a crash or a silent gateway has left: money that may be held and would serve nobody. */
@Injectable()
export class ResolveAuthorizationsJob implements Job, OnModuleInit {
  readonly name = 'sweep-authorizations';
  readonly cron = '* * * * *';

  constructor(
    private readonly runner: JobRunner,
    private readonly authorizations: AuthorizationService,
    private readonly voiding: AuthorizationVoiding,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  readonly run = oneAtATime(async () => {
    await this.authorizations.resolvePending();
    await this.voiding.finishAll();
  });
}
