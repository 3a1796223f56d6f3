import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRunner } from '../../common/jobs/job-runner';
import { TrafficRollup } from './traffic-rollup.service';

/** When statistics are counted; the night's run is before messages are deleted. */
@Injectable()
export class RollupJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobRunner,
    private readonly traffic: TrafficRollup,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      name: 'roll-up-statistics',
      cron: '*/5 * * * *',
      afterStart: [0],
      run: () => this.traffic.catchUp(),
    });
    this.jobs.register({
      name: 'settle-statistics',
      cron: '23 2 * * *',
      run: () => this.traffic.settle(),
    });
    this.jobs.register({
      name: 'snapshot-adoption',
      cron: '11 * * * *',
      afterStart: [0],
      run: () => this.traffic.snapshotAdoption(),
    });
  }
}
