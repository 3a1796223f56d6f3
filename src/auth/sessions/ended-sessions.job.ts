import { Injectable, type OnModuleInit } from '@nestjs/common';
import { after, Clock, DAY } from '../../common/clock';
import { Database } from '../../common/database/database';
import { type Job, JobRunner } from '../../common/jobs/job-runner';
import { untilNothingIsLeft } from '../../common/jobs/until-nothing-is-left';

const KEPT_MS = 30 * DAY;

const deleteEnded = {
  name: 'delete-ended-sessions-batch',
  text: `
    DELETE FROM sessions WHERE id IN (
      SELECT s.id FROM sessions s
      WHERE s.expires_at < $1 AND NOT EXISTS (SELECT FROM challenges c WHERE c.session_id = s.id)
        AND NOT EXISTS (SELECT FROM approvals a WHERE a.session_id = s.id)
      ORDER BY s.expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED
    )`,
};

/** Forgets who was logged in where. A session that a challenge or an approval names stays with it. */
@Injectable()
export class EndedSessionsJob implements Job, OnModuleInit {
  readonly name = 'delete-ended-sessions';
  readonly cron = '27 3 * * *';

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
