import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Loosening, type PaymentToProtect, protect } from '../../auth/2fa/loosening/loosening';
import { LooseningService } from '../../auth/2fa/loosening/loosening.service';
import { Clock } from '../../common/clock';
import type { RequestContext } from '../../common/http/request-context';
import type { LiveHold } from '../../payments/holds/hold';
import { HoldService } from '../../payments/holds/hold.service';

/** What may stop the payments of an approval. */
export interface Stops {
  holds: LiveHold[];
  loosenings: Loosening[];
}

/** Whether an approval's payments are made under holds: those that are live, and one of its own after a loosening. */
@Injectable()
export class PaymentStops {
  constructor(
    private readonly clock: Clock,
    private readonly holds: HoldService,
    private readonly loosenings: LooseningService,
  ) {}

  /** Leaves in one flight; the lock of the client's budget must have been asked for before. */
  async read(manager: EntityManager, clientId: string, approvalId: string | null = null): Promise<Stops> {
    const [holds, loosenings] = await Promise.all([
      this.holds.stopping(manager, clientId, approvalId),
      this.loosenings.recentOf(manager, clientId),
    ]);
    return { holds, loosenings };
  }

  /** All that its payments are born under. */
  async settle(
    manager: EntityManager,
    context: RequestContext,
    { id: approvalId, clientId }: { id: string; clientId: string },
    { holds, loosenings }: Stops,
    payment: PaymentToProtect,
  ): Promise<LiveHold[]> {
    const since = this.clock.now();
    const protection = protect(loosenings, payment, since);
    if (!protection) return holds;
    const { reason, until: endsAt } = protection;
    const { id } = await this.holds.place(manager, context, {
      clientId,
      approvalId,
      reason,
      source: 'protected-loosening',
      placedBy: clientId,
      endsAt,
      isTold: true,
    });
    return [...holds, { id, reason, since, endsAt }];
  }
}
