import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import { Clock } from '../common/clock';
import { rows } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { systemContext } from '../common/http/request-context';
import { type Job, JobRunner } from '../common/jobs/job-runner';
import { untilNothingIsLeft } from '../common/jobs/until-nothing-is-left';
import { expireProposals } from './proposal-statements';

interface Expired extends Record<string, unknown> {
  id: string;
  kind: string;
  subjectId: string | null;
}

/** Notes that proposals are over. They end by themselves, to the millisecond. */
@Injectable()
export class ExpiredProposalsJob implements Job, OnModuleInit {
  readonly name = 'expire-proposals';
  readonly cron = '*/10 * * * *';

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
    return untilNothingIsLeft(() => this.transactor.run((manager) => this.expire(manager)));
  }

  /** @returns how many it has noted; there may be more */
  async expire(manager: EntityManager): Promise<number> {
    const expired = await rows<Expired>(manager, expireProposals, [this.clock.now()]);
    for (const { id, kind, subjectId } of expired)
      this.audit.record(manager, systemContext, {
        type: 'proposal.expired',
        actorId: null,
        subject: { type: 'proposal', id },
        details: { kind, subjectId },
      });
    return expired.length;
  }
}
