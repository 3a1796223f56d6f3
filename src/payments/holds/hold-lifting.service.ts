import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder, type AuditRecordOf } from '../../audit/audit-recorder';
import { AdminActs } from '../../auth/2fa/challenges/admin-acts';
import { LockoutService } from '../../auth/2fa/lockout/lockout.service';
import type { Principal } from '../../auth/sessions/principal';
import { Clock } from '../../common/clock';
import { mustTouch, row } from '../../common/database/sql';
import { DomainError } from '../../common/domain-error';
import { type RequestContext, systemContext } from '../../common/http/request-context';
import { JobQueue } from '../../common/jobs/job-queue';
import { Notices } from '../../notifications/notices.service';
import { RESOLVE_PAYMENTS } from '../release.service';
import { mayLift, statusOf } from './hold';
import { findHold, liftHold } from './hold-statements';
import type { HoldRow } from './hold-view';

/** Ends a hold before its time: an admin with a fresh second factor, who has had no part in it, and says why. */
@Injectable()
export class HoldLifting {
  constructor(
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly acts: AdminActs,
    private readonly jobs: JobQueue,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * Spends a challenge with purpose `admin-recovery`, unless it is refused. What no other hold stops goes on at once.
   * @throws second-factor-required, not-found, hold-needs-another-admin, hold-over
   */
  lift(
    admin: Principal,
    context: RequestContext,
    holdId: string,
    reason: string,
    challengeId: string | null,
  ): Promise<void> {
    const record: AuditRecordOf<'hold.lifted'> = {
      type: 'hold.lifted',
      actorId: admin.userId,
      subject: { type: 'hold', id: holdId },
    };
    return this.acts.run({ admin, context, challengeId, record }, async (manager) => {
      const { clientId } = await this.find(manager, holdId);
      await this.lockout.lock(manager, clientId);
      const hold = await this.find(manager, holdId);
      if (!mayLift(admin.userId, hold)) throw new DomainError('hold-needs-another-admin');
      const now = this.clock.now();
      const status = statusOf(hold, now);
      if (status !== 'live') throw new DomainError('hold-over', { holdStatus: status });
      await mustTouch(manager, 1, liftHold, [holdId, now, admin.userId, reason]);
      this.audit.record(manager, context, { ...record, details: { clientId } });
      await this.jobs.add(manager, RESOLVE_PAYMENTS, {}, { key: `${RESOLVE_PAYMENTS}:holds` });
      // Where the admin sits is no business of the client.
      await this.notices.add(manager, systemContext, clientId, { kind: 'hold-lifted' });
    });
  }

  private async find(manager: EntityManager, id: string): Promise<HoldRow> {
    const hold = await row<HoldRow>(manager, findHold, [id]);
    if (!hold) throw new DomainError('not-found');
    return hold;
  }
}
