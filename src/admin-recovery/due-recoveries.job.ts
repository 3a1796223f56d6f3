import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LockoutService } from '../auth/2fa/lockout/lockout.service';
import { after, Clock } from '../common/clock';
import { sha256 } from '../common/crypto/hashing';
import { Database } from '../common/database/database';
import { row } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { systemContext } from '../common/http/request-context';
import { type Job, JobRunner } from '../common/jobs/job-runner';
import { Random } from '../common/random';
import { RecoveryProgress, type RecoveryRow } from './recovery-progress';
import { isLive, LINK_MS, lapses } from './recovery-request';
import { findDue, findRequest } from './recovery-statements';
import { RecoveryTelling } from './recovery-telling';

export const PASS_RECOVERY_TIME = 'pass-recovery-time';

const system = { kind: 'system' } as const;

/** What time does to recoveries: the end of cooling-off sends the link, and what nobody has finished expires. */
@Injectable()
export class DueRecoveriesJob implements Job, OnModuleInit {
  readonly name = PASS_RECOVERY_TIME;
  readonly cron = '* * * * *';

  constructor(
    private readonly runner: JobRunner,
    private readonly database: Database,
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly lockout: LockoutService,
    private readonly progress: RecoveryProgress,
    private readonly telling: RecoveryTelling,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async run(): Promise<void> {
    const due = await this.database.rows<RecoveryRow>(findDue, [this.clock.now()]);
    for (const request of due) await this.transactor.run((manager) => this.lapse(manager, request));
  }

  /** What has changed while its line was waited for is left alone. */
  private async lapse(manager: EntityManager, { id, userId }: RecoveryRow): Promise<void> {
    await this.lockout.lock(manager, userId);
    const request = await row<RecoveryRow>(manager, findRequest, [id]);
    const now = this.clock.now();
    if (!request || !isLive(request.status) || !request.dueAt || request.dueAt > now) return;
    const event = lapses[request.status];
    if (event === 'cooled-off') return this.sendLink(manager, request, now);
    await this.progress.move(manager, systemContext, request, { event, actor: system });
    const notice = { kind: 'recovery-ended', how: 'expired' } as const;
    await this.telling.ended(manager, systemContext, { userId, requestId: id }, notice);
  }

  private async sendLink(manager: EntityManager, request: RecoveryRow, now: Date): Promise<void> {
    const token = this.random.token();
    const dueAt = after(now, LINK_MS);
    const step = { event: 'cooled-off', actor: system, dueAt, linkHash: sha256(token) } as const;
    await this.progress.move(manager, systemContext, request, step);
    const notice = { kind: 'recovery-ready', until: dueAt.toISOString(), emergency: false } as const;
    await this.telling.progress(manager, systemContext, request, notice, token);
  }
}
