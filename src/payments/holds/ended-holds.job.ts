import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditRecorder } from '../../audit/audit-recorder';
import { Clock } from '../../common/clock';
import { rows } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { systemContext } from '../../common/http/request-context';
import { JobQueue } from '../../common/jobs/job-queue';
import { type Job, JobRunner } from '../../common/jobs/job-runner';
import { untilNothingIsLeft } from '../../common/jobs/until-nothing-is-left';
import { RESOLVE_PAYMENTS } from '../release.service';
import type { HoldReason } from './hold';
import { END_HOLDS } from './hold.service';
import { endHolds } from './hold-statements';

interface EndedHold extends Record<string, unknown> {
  id: string;
  clientId: string;
  reason: HoldReason;
  endsAt: Date;
}

/** Records that holds are over and rings for what they have stopped. They end by themselves, to the millisecond. */
@Injectable()
export class EndedHoldsJob implements Job, OnModuleInit {
  readonly name = END_HOLDS;
  readonly cron = '* * * * *';

  constructor(
    private readonly runner: JobRunner,
    private readonly queue: JobQueue,
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
      const ended = await rows<EndedHold>(manager, endHolds, [this.clock.now()]);
      if (ended.length === 0) return 0;
      for (const { id, clientId, reason, endsAt } of ended)
        this.audit.record(manager, systemContext, {
          type: 'hold.ended',
          actorId: null,
          subject: { type: 'hold', id },
          details: { clientId, reason, endsAt },
        });
      await this.queue.add(manager, RESOLVE_PAYMENTS, {}, { key: `${RESOLVE_PAYMENTS}:holds` });
      return ended.length;
    });
  }
}
