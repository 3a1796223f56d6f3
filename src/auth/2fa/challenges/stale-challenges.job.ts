import { Injectable, type OnModuleInit } from '@nestjs/common';
import { after, Clock, DAY } from '../../../common/clock';
import { Database } from '../../../common/database/database';
import { JobRunner } from '../../../common/jobs/job-runner';
import { untilNothingIsLeft } from '../../../common/jobs/until-nothing-is-left';
import { BUDGET_WINDOW_MS } from '../sms/sms-limits';
import { forgetOldSends } from '../sms/sms-statements';
import { endStaleChallenges } from './challenge-statements';

/** Takes challenges that ended long ago out of the indexes of the live ones, and forgets texts that no cap counts any more. */
@Injectable()
export class StaleChallengesJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobRunner,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'end-stale-challenges', cron: '17 * * * *', run: () => this.run() });
  }

  async run(): Promise<void> {
    const now = this.clock.now();
    await untilNothingIsLeft(() => this.database.execute(endStaleChallenges, [after(now, -DAY)]));
    await this.database.execute(forgetOldSends, [after(now, -2 * BUDGET_WINDOW_MS)]);
  }
}
