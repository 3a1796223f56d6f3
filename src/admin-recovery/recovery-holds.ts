import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock } from '../common/clock';
import { row } from '../common/database/sql';
import type { RequestContext } from '../common/http/request-context';
import { HoldService } from '../payments/holds/hold.service';
import type { AccountType } from '../users/account-type';
import type { RecoveryRow } from './recovery-progress';
import { EMERGENCY_HOLD_MS, HOLD_MS } from './recovery-request';

const findAccountType = {
  name: 'find-account-type-of-user',
  text: 'SELECT account_type AS "accountType" FROM users WHERE id = $1',
};

/**
 * Payments wait after lost factors: from the moment that somebody comes in without them, and again from when the new factor is
 * there. Nobody who took part may lift these holds. Who pays nothing is not held.
 */
@Injectable()
export class RecoveryHolds {
  constructor(
    private readonly clock: Clock,
    private readonly holds: HoldService,
  ) {}

  /** @param originId the request, or what was made of it: one hold each @returns until when payments wait */
  async ofRequest(
    manager: EntityManager,
    context: RequestContext,
    { userId, accountType, emergency, openedBy, reviewedBy }: RecoveryRow,
    originId: string,
  ): Promise<Date | null> {
    if (accountType !== 'client') return null;
    const endsAt = after(this.clock.now(), emergency ? EMERGENCY_HOLD_MS : HOLD_MS);
    await this.holds.place(manager, context, {
      clientId: userId,
      reason: emergency ? 'emergency-access' : 'recovery',
      source: emergency ? 'emergency-access' : 'account-recovery',
      placedBy: null,
      originId,
      barred: [openedBy, reviewedBy].filter((id) => id !== null),
      endsAt,
    });
    return endsAt;
  }

  async ofLostDevice(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    originId: string,
  ): Promise<Date | null> {
    const user = await row<{ accountType: AccountType }>(manager, findAccountType, [userId]);
    if (user?.accountType !== 'client') return null;
    const endsAt = after(this.clock.now(), HOLD_MS);
    await this.holds.place(manager, context, {
      clientId: userId,
      reason: 'recovery',
      source: 'lost-device',
      placedBy: null,
      originId,
      endsAt,
    });
    return endsAt;
  }
}
