import { Injectable, type OnModuleInit } from '@nestjs/common';
import { after, Clock, DAY } from '../common/clock';
import { Database } from '../common/database/database';
import { type Job, JobRunner } from '../common/jobs/job-runner';
import { untilNothingIsLeft } from '../common/jobs/until-nothing-is-left';

const KEPT_MS = DAY;

const deleteSpent = {
  name: 'delete-spent-account-tokens-batch',
  text: `
    DELETE FROM account_tokens WHERE id IN (
      SELECT id FROM account_tokens WHERE used_at < $1 OR expires_at < $1 LIMIT 1000 FOR UPDATE SKIP LOCKED
    )`,
};

/** Deletes codes and links that were used, replaced or too late. */
@Injectable()
export class SpentAccountTokensJob implements Job, OnModuleInit {
  readonly name = 'delete-spent-account-tokens';
  readonly cron = '47 3 * * *';

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
    return untilNothingIsLeft(() => this.database.execute(deleteSpent, [since]));
  }
}
