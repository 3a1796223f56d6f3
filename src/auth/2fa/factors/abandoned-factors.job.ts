import { Injectable, type OnModuleInit } from '@nestjs/common';
import { after, Clock, DAY } from '../../../common/clock';
import { Database } from '../../../common/database/database';
import { type Job, JobRunner } from '../../../common/jobs/job-runner';
import { untilNothingIsLeft } from '../../../common/jobs/until-nothing-is-left';

const KEPT_MS = DAY;

const deleteAbandoned = {
  name: 'delete-abandoned-factors-batch',
  text: `
    WITH abandoned AS (
      SELECT id FROM factors WHERE status = 'pending' AND created_at < $1 LIMIT 1000 FOR UPDATE SKIP LOCKED
    ), withdrawn AS (
      UPDATE sms_consents SET withdrawn_at = $2, withdrawn_by = 'factor-removed'
      WHERE factor_id IN (SELECT id FROM abandoned) AND withdrawn_at IS NULL
    )
    DELETE FROM factors WHERE id IN (SELECT id FROM abandoned)`,
};

/** Deletes set-ups that nobody finished, with their secrets; the agreement to be texted ends with them. */
@Injectable()
export class AbandonedFactorsJob implements Job, OnModuleInit {
  readonly name = 'delete-abandoned-factors';
  readonly cron = '37 3 * * *';

  constructor(
    private readonly runner: JobRunner,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  run(): Promise<void> {
    const now = this.clock.now();
    const since = after(now, -KEPT_MS);
    return untilNothingIsLeft(() => this.database.execute(deleteAbandoned, [since, now]));
  }
}
