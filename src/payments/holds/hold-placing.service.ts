import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Refusals } from '../../audit/refusals';
import { ChallengeService } from '../../auth/2fa/challenges/challenge.service';
import { LockoutService } from '../../auth/2fa/lockout/lockout.service';
import type { Principal } from '../../auth/sessions/principal';
import { after, Clock, DAY } from '../../common/clock';
import { row } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { HoldService, type PlacedHold } from './hold.service';
import { findApprovalToHold, findClientToHold, findPaymentToHold } from './hold-statements';

/** What an admin wants to stop: exactly one of the three. */
export type HoldTarget = { clientId: string } | { approvalId: string } | { paymentId: string };

export interface WantedHold {
  target: HoldTarget;
  /** Why, for other admins and auditors. */
  note: string;
  /** Null: until somebody lifts it. */
  until: Date | null;
}

interface Held extends Record<string, unknown> {
  clientId: string;
  /** What it has become, where nothing of it can be stopped any more. */
  overAs: string | null;
}

const LONGEST_MS = 90 * DAY;

const finds = { clientId: findClientToHold, approvalId: findApprovalToHold, paymentId: findPaymentToHold };

/** Stops payments by the word of an admin with a fresh second factor. They cannot lift it: another admin looks at it again. */
@Injectable()
export class HoldPlacing {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly challenges: ChallengeService,
    private readonly holds: HoldService,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Spends a challenge with purpose `admin-recovery`, unless it is refused.
   * @throws second-factor-required, not-found, nothing-to-hold, validation-failed
   */
  place(
    admin: Principal,
    context: RequestContext,
    { target, note, until }: WantedHold,
    challengeId: string | null,
  ): Promise<PlacedHold> {
    const { userId } = admin;
    const place = async (manager: EntityManager) => {
      await this.lockout.lock(manager, userId);
      const refusal = await this.challenges.consume(manager, context, admin, 'admin-recovery', challengeId);
      if (refusal) throw refusal;
      const { clientId } = await this.find(manager, target);
      return this.holds.place(manager, context, {
        ...target,
        clientId,
        reason: 'risk',
        source: 'admin',
        note,
        placedBy: userId,
        endsAt: until,
        isTold: true,
      });
    };
    const attempted = { source: 'admin', endsAt: until, ...target };
    const subject = { type: 'hold', id: null } as const;
    const record = { type: 'hold.placed', actorId: userId, subject, details: attempted } as const;
    return this.refusals.audited(context, record, async () => {
      this.assertUsable(until);
      return this.transactor.run(place);
    });
  }

  private async find(manager: EntityManager, target: HoldTarget): Promise<Held> {
    const [[kind, id]] = Object.entries(target) as [[keyof typeof finds, string]];
    const held = await row<Held>(manager, finds[kind], [id]);
    if (!held) throw new DomainError('not-found');
    if (held.overAs !== null) throw new DomainError('nothing-to-hold', { becameStatus: held.overAs });
    return held;
  }

  private assertUsable(until: Date | null): void {
    const now = this.clock.now();
    if (until && (until <= now || until > after(now, LONGEST_MS)))
      throw new DomainError('validation-failed', {
        errors: [{ pointer: '/until', detail: 'must be within the next 90 days' }],
      });
  }
}
