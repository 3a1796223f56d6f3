import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuditRecord } from '../../audit/audit-recorder';
import { AdminActs } from '../../auth/2fa/challenges/admin-acts';
import type { Principal } from '../../auth/sessions/principal';
import { after, Clock, DAY } from '../../common/clock';
import { row } from '../../common/database/sql';
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
    private readonly clock: Clock,
    private readonly acts: AdminActs,
    private readonly holds: HoldService,
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
    const record: AuditRecord = {
      type: 'hold.placed',
      actorId: admin.userId,
      subject: { type: 'hold', id: null },
      details: { source: 'admin', endsAt: until, ...target },
    };
    return this.acts.run({ admin, context, challengeId, record }, async (manager) => {
      this.assertUsable(until);
      const { clientId } = await this.find(manager, target);
      return this.holds.place(manager, context, {
        ...target,
        clientId,
        reason: 'risk',
        source: 'admin',
        note,
        placedBy: admin.userId,
        endsAt: until,
        isTold: true,
      });
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
