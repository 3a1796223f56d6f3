import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuditRecord } from '../audit/audit-recorder';
import { AdminActs } from '../auth/2fa/challenges/admin-acts';
import { LockoutService } from '../auth/2fa/lockout/lockout.service';
import type { Principal } from '../auth/sessions/principal';
import { after, Clock } from '../common/clock';
import { row } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { JobQueue } from '../common/jobs/job-queue';
import { AppConfig } from '../config/app-config';
import type { AccountType } from '../users/account-type';
import { PASS_RECOVERY_TIME } from './due-recoveries.job';
import { RecoveryOpening } from './recovery-opening';
import { RecoveryProgress, type RecoveryRow } from './recovery-progress';
import { coolingOffMs, mayReview } from './recovery-request';
import { findRequest, findUserForRecovery } from './recovery-statements';
import { RecoveryTelling } from './recovery-telling';

/** Whose account: by one of the two. */
export interface WantedAccount {
  userId?: string;
  email?: string;
}

/** What admins do about recoveries, each with their own fresh second factor (purpose `admin-recovery`). */
@Injectable()
export class RecoveryReview {
  constructor(
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly lockout: LockoutService,
    private readonly acts: AdminActs,
    private readonly opening: RecoveryOpening,
    private readonly progress: RecoveryProgress,
    private readonly telling: RecoveryTelling,
    private readonly jobs: JobQueue,
  ) {}

  /** @returns its id @throws second-factor-required, not-found, another-admin-required about oneself, recovery-open */
  open(
    admin: Principal,
    context: RequestContext,
    { userId, email }: WantedAccount,
    { reason, ticket }: { reason: string; ticket: string },
    challengeId: string | null,
  ): Promise<string> {
    const record = recordOf(admin, null, 'opened');
    return this.acts.run({ admin, context, challengeId, record }, async (manager) => {
      const values = [userId ?? null, email ?? null];
      const user = await row<{ userId: string; accountType: AccountType }>(
        manager,
        findUserForRecovery,
        values,
      );
      if (!user) throw new DomainError('not-found');
      if (user.userId === admin.userId) throw new DomainError('another-admin-required');
      await this.lockout.lock(manager, user.userId);
      const wanted = { userId: user.userId, openedBy: admin.userId, reason, ticket, codeProven: false };
      const id = await this.opening.open(manager, context, wanted);
      const notice = { kind: 'recovery-requested', byStaff: true } as const;
      await this.telling.progress(manager, context, { id, userId: user.userId }, notice);
      await this.telling.admins(manager, context, 'recovery-waits');
      return id;
    });
  }

  /** @throws second-factor-required, not-found, another-admin-required, recovery-over */
  approve(
    admin: Principal,
    context: RequestContext,
    id: string,
    note: string | null,
    challengeId: string | null,
  ): Promise<void> {
    return this.acts.run(
      { admin, context, challengeId, record: recordOf(admin, id, 'approved') },
      async (manager) => {
        const request = await this.toReview(manager, admin, id);
        const now = this.clock.now();
        if (request.dueAt && request.dueAt <= now)
          throw new DomainError('recovery-over', { recoveryStatus: 'expired' });
        const { accountType, codeProvenAt } = request;
        const dueAt = after(now, coolingOffMs(this.config.recovery, accountType, codeProvenAt !== null));
        const actor = { kind: 'admin', id: admin.userId } as const;
        const step = { event: 'approved', actor, dueAt, note, reviewedBy: admin.userId } as const;
        await this.progress.move(manager, context, request, step);
        await this.jobs.add(manager, PASS_RECOVERY_TIME, {}, { runAt: dueAt, key: `recovery:${id}` });
        const notice = { kind: 'recovery-approved', until: dueAt.toISOString() } as const;
        await this.telling.progress(manager, context, request, notice);
      },
    );
  }

  /** Also after an approval, until the link is used. @throws like `approve` */
  reject(
    admin: Principal,
    context: RequestContext,
    id: string,
    note: string | null,
    challengeId: string | null,
  ): Promise<void> {
    return this.acts.run(
      { admin, context, challengeId, record: recordOf(admin, id, 'rejected') },
      async (manager) => {
        const request = await this.toReview(manager, admin, id);
        const actor = { kind: 'admin', id: admin.userId } as const;
        await this.progress.move(manager, context, request, { event: 'rejected', actor, note });
        const notice = { kind: 'recovery-ended', how: 'rejected' } as const;
        await this.telling.ended(manager, context, { userId: request.userId, requestId: id }, notice);
      },
    );
  }

  /** Read again under the lock of the owner's budget: whoever waited for it sees what the other has made of it. */
  private async toReview(manager: EntityManager, admin: Principal, id: string): Promise<RecoveryRow> {
    const named = await row<RecoveryRow>(manager, findRequest, [id]);
    if (!named) throw new DomainError('not-found');
    await this.lockout.lock(manager, named.userId);
    const request = await row<RecoveryRow>(manager, findRequest, [id]);
    if (!request) throw new DomainError('not-found');
    if (!mayReview(admin, request)) throw new DomainError('another-admin-required');
    return request;
  }
}

function recordOf(admin: Principal, id: string | null, event: string): AuditRecord {
  return {
    type: 'recovery.progressed',
    actorId: admin.userId,
    subject: { type: 'recovery_request', id },
    details: { event, by: 'admin' },
  };
}
