import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../../audit/audit-recorder';
import { Clock } from '../../../common/clock';
import { execute, rows } from '../../../common/database/sql';
import type { RequestContext } from '../../../common/http/request-context';
import { Notices } from '../../../notifications/notices.service';
import { afterRebinding } from '../lockout/lockout';
import { LockoutService } from '../lockout/lockout.service';
import { LooseningService } from '../loosening/loosening.service';
import type { Method } from '../method';
import { SmsConsents } from '../sms/sms-consents';
import { dropAllPendingFactors, removeOtherFactors } from './factor-statements';

/** What a factor that comes into force means to the others: see `settle`. */
@Injectable()
export class FactorRebinding {
  constructor(
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly loosenings: LooseningService,
    private readonly consents: SmsConsents,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * The first one ends all other set-ups: whoever began them had nothing to prove then, and could bring them into force
   * now. To a person whose codes were disabled, or whose factors were lost, it takes the place of all before it.
   */
  async settle(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    { id: factorId, isFirst, replacesAll }: { id: string; isFirst: boolean; replacesAll: boolean },
  ): Promise<void> {
    if (isFirst || replacesAll) {
      await this.consents.withdrawPending(manager, context, userId);
      await execute(manager, dropAllPendingFactors, [userId]);
    }
    const budget = await this.lockout.lock(manager, userId);
    if (budget.codesDisabledAt === null && !replacesAll) return;
    this.lockout.save(manager, userId, afterRebinding(budget));
    const values = [userId, factorId, this.clock.now(), replacesAll];
    const removed = await rows<{ id: string; method: Method }>(manager, removeOtherFactors, values);
    // Whoever replaces lost factors holds all payments.
    if (removed.length > 0 && !replacesAll)
      this.loosenings.record(manager, userId, { kind: 'factor-removed' });
    const phones = removed.filter(({ method }) => method === 'sms').map(({ id }) => id);
    if (phones.length > 0) await this.consents.withdraw(manager, context, phones, 'factor-removed');
    const records = removed.map(
      ({ id, method }): AuditRecord => ({
        type: 'factor.removed',
        actorId: userId,
        subject: { type: 'factor', id },
        details: { method, cause: replacesAll ? 'recovery.factors_replaced' : 'factor.disabled' },
      }),
    );
    if (removed.length === 0) return;
    this.audit.record(manager, context, ...records);
    // Of what was lost its owner is told together with why.
    if (replacesAll) return;
    const methods = removed.map(({ method }) => method);
    await this.notices.add(manager, context, userId, { kind: 'factor-removed', methods });
  }
}
