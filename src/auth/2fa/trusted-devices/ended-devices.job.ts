import { Injectable, type OnModuleInit } from '@nestjs/common';
import { after, Clock, DAY } from '../../../common/clock';
import { Database } from '../../../common/database/database';
import { type Job, JobRunner } from '../../../common/jobs/job-runner';
import { untilNothingIsLeft } from '../../../common/jobs/until-nothing-is-left';

const KEPT_MS = 30 * DAY;

const deleteEnded = {
  name: 'delete-ended-devices-batch',
  text: `
    DELETE FROM trusted_devices WHERE id IN (
      SELECT id FROM trusted_devices WHERE expires_at < $1 ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED
    )`,
};

/** Deletes trusted devices after their end, with all tokens they ever had: until then a copy of one is noticed. */
@Injectable()
export class EndedDevicesJob implements Job, OnModuleInit {
  readonly name = 'delete-ended-devices';
  readonly cron = '41 3 * * *';

  constructor(
    private readonly runner: JobRunner,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  run(): Promise<void> {
    const since = after(this.clock.now(), -KEPT_MS);
    return untilNothingIsLeft(() => this.database.execute(deleteEnded, [since]));
  }
}
