import { Injectable, type OnModuleInit } from '@nestjs/common';
import { after, Clock, DAY } from '../common/clock';
import { Database } from '../common/database/database';
import { type Job, JobRunner } from '../common/jobs/job-runner';
import { untilNothingIsLeft } from '../common/jobs/until-nothing-is-left';

const KEPT_MS = 30 * DAY;

const deleteFinished = {
  name: 'delete-finished-messages-batch',
  text: `
    DELETE FROM messages WHERE id IN (
      SELECT id FROM messages WHERE status IN ('sent', 'failed', 'expired') AND created_at < $1
      ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED
    )`,
};

/** Deletes what is over, for it names an address in clear. */
@Injectable()
export class FinishedMessagesJob implements Job, OnModuleInit {
  readonly name = 'delete-finished-messages';
  readonly cron = '57 3 * * *';

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
    return untilNothingIsLeft(() => this.database.execute(deleteFinished, [since]));
  }
}
