import { Injectable } from '@nestjs/common';
import { AuditRecorder, type AuditRecordOf } from '../audit/audit-recorder';
import { AdminActs } from '../auth/2fa/challenges/admin-acts';
import { afterUnlocking, isBraked, lockEnd } from '../auth/2fa/lockout/lockout';
import { LockoutService } from '../auth/2fa/lockout/lockout.service';
import type { Principal } from '../auth/sessions/principal';
import { Clock } from '../common/clock';
import { execute, row } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import { type RequestContext, systemContext } from '../common/http/request-context';
import { Random } from '../common/random';
import { Notices } from '../notifications/notices.service';
import { findAccountType, insertUnlocking } from './admin-users-statements';

/** Ends the lock of somebody's payment approval before its time. It proves nothing for them: the next code still has to be right. */
@Injectable()
export class UserUnlocking {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly lockout: LockoutService,
    private readonly acts: AdminActs,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /** Spends a challenge with purpose `admin-recovery`. @throws second-factor-required, another-admin-required, not-found, not-locked */
  unlock(
    admin: Principal,
    context: RequestContext,
    id: string,
    reason: string,
    challengeId: string | null,
  ): Promise<void> {
    const record: AuditRecordOf<'lockout.lifted'> = {
      type: 'lockout.lifted',
      actorId: admin.userId,
      subject: { type: 'user', id },
    };
    return this.acts.run({ admin, context, challengeId, record }, async (manager) => {
      if (id === admin.userId) throw new DomainError('another-admin-required');
      if (!(await row(manager, findAccountType, [id]))) throw new DomainError('not-found');
      const budget = await this.lockout.lock(manager, id);
      const now = this.clock.now();
      if (!isBraked(budget, now)) throw new DomainError('not-locked');
      this.lockout.save(manager, id, afterUnlocking(budget));
      const { paymentLockedUntil: until, lockLevel: level } = budget;
      const values = [this.random.id(), id, admin.userId, reason, lockEnd(budget, now), now];
      await execute(manager, insertUnlocking, values);
      this.audit.record(manager, context, { ...record, details: { until, level } });
      // Where the admin sits is no business of the person.
      await this.notices.add(manager, systemContext, id, { kind: 'account-unlocked' });
    });
  }
}
