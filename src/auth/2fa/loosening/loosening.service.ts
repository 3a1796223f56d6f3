import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock } from '../../../common/clock';
import { enqueue, rows } from '../../../common/database/sql';
import { Random } from '../../../common/random';
import { type Loosening, type LooseningKind, type PaymentSettings, PROTECTED_MS } from './loosening';

const insertLoosening = {
  name: 'insert-loosening',
  text: `
    INSERT INTO loosenings (id, user_id, kind, at, required_for_all_payments, threshold) VALUES ($1, $2, $3, $4, $5, $6)`,
};

const findRecent = {
  name: 'find-recent-loosenings',
  text: `
    SELECT kind, at, required_for_all_payments AS "requireForAllPayments", threshold FROM loosenings
    WHERE user_id = $1 AND at > $2`,
};

interface RecentRow extends PaymentSettings, Record<string, unknown> {
  kind: LooseningKind;
  at: Date;
}

/**
 * Remembers for a day what made an account easier to pay from, for whoever makes payments: this module knows none. Both
 * sides have locked the person's budget, so that no payment slips in between.
 */
@Injectable()
export class LooseningService {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** In the transaction that loosens; travels with its COMMIT. */
  record(
    manager: EntityManager,
    userId: string,
    loosening: { kind: 'settings'; before: PaymentSettings } | { kind: Exclude<LooseningKind, 'settings'> },
  ): void {
    const before = loosening.kind === 'settings' ? loosening.before : null;
    enqueue(manager, 1, insertLoosening, [
      this.random.id(),
      userId,
      loosening.kind,
      this.clock.now(),
      before?.requireForAllPayments ?? null,
      before?.threshold ?? null,
    ]);
  }

  async recentOf(manager: EntityManager, userId: string): Promise<Loosening[]> {
    const since = after(this.clock.now(), -PROTECTED_MS);
    const found = await rows<RecentRow>(manager, findRecent, [userId, since]);
    return found.map(({ kind, at, ...before }) =>
      kind === 'settings' ? { kind, at, before } : { kind, at },
    );
  }
}
