import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Loosening, type PaymentToProtect, protect } from '../../auth/2fa/loosening/loosening';
import { LooseningService } from '../../auth/2fa/loosening/loosening.service';
import { after, Clock, HOUR } from '../../common/clock';
import type { RequestContext } from '../../common/http/request-context';
import type { LiveHold } from '../../payments/holds/hold';
import { HoldService, type PaymentsToMake } from '../../payments/holds/hold.service';

/** What may stop the payments of an approval. */
export interface Stops {
  holds: LiveHold[];
  loosenings: Loosening[];
}

export interface StoppableApproval {
  id: string;
  clientId: string;
  riskHoldHours: number | null;
}

/**
 * Whether an approval's payments are made under holds: those that are live, and those of its own, after a loosening or because
 * much about it is unusual.
 */
@Injectable()
export class PaymentStops {
  constructor(
    private readonly clock: Clock,
    private readonly holds: HoldService,
    private readonly loosenings: LooseningService,
  ) {}

  /** Leaves in one flight; the lock of the client's budget must have been asked for before. */
  async read(manager: EntityManager, clientId: string, of: PaymentsToMake): Promise<Stops> {
    const [holds, loosenings] = await Promise.all([
      this.holds.stopping(manager, clientId, of),
      this.loosenings.recentOf(manager, clientId),
    ]);
    return { holds, loosenings };
  }

  /** All that its payments are born under. */
  async settle(
    manager: EntityManager,
    context: RequestContext,
    approval: StoppableApproval,
    { holds, loosenings }: Stops,
    payment: PaymentToProtect,
  ): Promise<LiveHold[]> {
    const now = this.clock.now();
    const { riskHoldHours } = approval;
    const protection = protect(loosenings, payment, now);
    const own = [
      ...(protection
        ? [{ source: 'protected-loosening', reason: protection.reason, endsAt: protection.until } as const]
        : []),
      ...(riskHoldHours === null
        ? []
        : [
            { source: 'unusual-activity', reason: 'risk', endsAt: after(now, riskHoldHours * HOUR) } as const,
          ]),
    ];
    const placed: LiveHold[] = [];
    for (const { source, reason, endsAt } of own) {
      const { id } = await this.holds.place(manager, context, {
        clientId: approval.clientId,
        approvalId: approval.id,
        reason,
        source,
        placedBy: approval.clientId,
        endsAt,
        isTold: true,
        isToBeReviewed: reason === 'risk',
      });
      placed.push({ id, reason, since: now, endsAt });
    }
    return [...holds, ...placed];
  }
}
