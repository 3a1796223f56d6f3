import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditRecorder } from '../audit/audit-recorder';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { systemContext } from '../common/http/request-context';
import { type Job, JobRunner } from '../common/jobs/job-runner';
import { isLogSettled } from './erasure';
import { endErasure, eraseEvents, findErasuresUnderWay } from './erasure-statements';

export const ERASE_LOG = 'erase-log';

interface ErasureUnderWay extends Record<string, unknown> {
  userId: string;
  proposalId: string;
  xid: bigint;
  erasedAt: Date;
  oldestWriter: bigint;
}

/**
 * Takes address and user agent out of all events of erased persons, a batch at a time, and looks again until nobody can write
 * another one.
 */
@Injectable()
export class LogErasureJob implements Job, OnModuleInit {
  readonly name = ERASE_LOG;
  readonly cron = '* * * * *';

  constructor(
    private readonly runner: JobRunner,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly audit: AuditRecorder,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async run(): Promise<void> {
    const underWay = await this.database.rows<ErasureUnderWay>(findErasuresUnderWay);
    for (const erasure of underWay) await this.erase(erasure);
  }

  /** Whether it is settled was read before: what was written until then is seen here. */
  private async erase(erasure: ErasureUnderWay): Promise<void> {
    const { userId, proposalId, oldestWriter } = erasure;
    let events = 0;
    for (let taken = 1; taken > 0; events += taken)
      taken = await this.database.execute(eraseEvents, [userId]);
    const now = this.clock.now();
    if (!isLogSettled(erasure, oldestWriter, now)) return;
    await this.audit.recordChange(endErasure, [userId, now], systemContext, {
      type: 'account.log_erased',
      actorId: null,
      subject: { type: 'user', id: userId },
      details: { events, proposalId },
    });
  }
}
