import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SECOND } from '../common/clock';
import { JobRunner } from '../common/jobs/job-runner';
import { oneAtATime } from '../common/jobs/one-at-a-time';
import { AppConfig } from '../config/app-config';
import { FreedPayments } from './holds/freed-payments.service';
import { leaseMs } from './payment';
import { RELEASE_SWEEP, RESOLVE_PAYMENTS, ReleaseService } from './release.service';

/**
 * Rings for payments that a crash or an unclear answer has left under way, and for those that no hold stops any more: each
 * minute, and soon after a start.
 */
@Injectable()
export class ResolvePaymentsJob implements OnModuleInit {
  constructor(
    private readonly config: AppConfig,
    private readonly runner: JobRunner,
    private readonly releases: ReleaseService,
    private readonly freed: FreedPayments,
  ) {}

  onModuleInit(): void {
    // Claims of a process that was killed just now run out one lease after the start of the next at the latest.
    const afterStart = [0, leaseMs(this.config) + SECOND];
    const run = oneAtATime(async () => {
      await this.releases.resolveDue();
      await this.freed.release();
    });
    this.runner.register({ name: RESOLVE_PAYMENTS, afterStart, run });
    this.runner.register({ name: RELEASE_SWEEP, cron: '* * * * *', run });
  }
}
