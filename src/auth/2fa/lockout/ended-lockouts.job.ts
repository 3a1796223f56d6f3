import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditRecorder } from '../../../audit/audit-recorder';
import { Clock } from '../../../common/clock';
import { rows } from '../../../common/database/sql';
import { Transactor } from '../../../common/database/transactor';
import { systemContext } from '../../../common/http/request-context';
import { type Job, JobRunner } from '../../../common/jobs/job-runner';
import { untilNothingIsLeft } from '../../../common/jobs/until-nothing-is-left';

const endLockouts = {
  name: 'end-lockouts-batch',
  text: `
    WITH ended AS (
      SELECT user_id, payment_locked_until AS until, lock_level AS level FROM verification_budgets
      WHERE payment_locked_until <= $1 ORDER BY payment_locked_until LIMIT 500 FOR UPDATE SKIP LOCKED)
    UPDATE verification_budgets b SET payment_locked_until = NULL FROM ended WHERE b.user_id = ended.user_id
    RETURNING b.user_id AS "userId", ended.until, ended.level`,
};

/** Records that locks of payment approval are over. They end by themselves, to the millisecond; the log hears of it here. */
@Injectable()
export class EndedLockoutsJob implements Job, OnModuleInit {
  readonly name = 'end-lockouts';
  readonly cron = '* * * * *';

  constructor(
    private readonly runner: JobRunner,
    private readonly clock: Clock,
    private readonly transactor: Transactor,
    private readonly audit: AuditRecorder,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  run(): Promise<void> {
    return untilNothingIsLeft(() => this.endBatch());
  }

  private endBatch(): Promise<number> {
    return this.transactor.run(async (manager) => {
      const ended = await rows<{ userId: string; until: Date; level: number }>(manager, endLockouts, [
        this.clock.now(),
      ]);
      for (const { userId, until, level } of ended)
        this.audit.record(manager, systemContext, {
          type: 'lockout.ended',
          actorId: null,
          subject: { type: 'user', id: userId },
          details: { until, level },
        });
      return ended.length;
    });
  }
}
