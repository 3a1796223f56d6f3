import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../audit/audit-recorder';
import { LockoutService } from '../../auth/2fa/lockout/lockout.service';
import { Clock } from '../../common/clock';
import { row, rows } from '../../common/database/sql';
import { type RequestContext, systemContext } from '../../common/http/request-context';
import { JobQueue } from '../../common/jobs/job-queue';
import { Random } from '../../common/random';
import { Notices } from '../../notifications/notices.service';
import type { HoldReason, LiveHold } from './hold';
import {
  countUnderWay,
  findHoldOfOrigin,
  findStoppingHolds,
  insertHold,
  stopPending,
} from './hold-statements';

export const END_HOLDS = 'end-holds';

export interface NewHold {
  clientId: string;
  reason: HoldReason;
  /** The flow that places it, in kebab-case, at most 40 characters. */
  source: string;
  /** Whose act it follows from; null when nobody was logged in. Never may they lift it. */
  placedBy: string | null;
  /** Null: until an admin lifts it. */
  endsAt: Date | null;
  /** What it comes from, e.g. a recovery request: with the same reason it places one hold, however often it is tried. */
  originId?: string | null;
  /** Only the payments of this approval, or only this payment; else whatever the client pays. */
  approvalId?: string | null;
  paymentId?: string | null;
  /** Admins who took part in what it guards against, and so may not lift it either. */
  barred?: readonly string[];
  /** Whether the client is told of it: for flows that do not tell themselves. */
  isTold?: boolean;
  /** Whether admins are told that one of them should look at it. */
  isToBeReviewed?: boolean;
  /** An admin's own words, for other admins; not for the log, from which nothing can be erased. */
  note?: string | null;
}

/** Of an approval that exists, or of milestones; with both, of these milestones of it. */
export interface PaymentsToMake {
  approvalId?: string;
  milestoneIds?: readonly string[];
}

export interface PlacedHold {
  id: string;
  /** False when its origin had placed it before, whatever has become of it since. */
  placed: boolean;
  /** What is with the gateway already and cannot be stopped any more. */
  paymentsUnderWay: number;
}

/**
 * Places and finds holds. Both happen under the lock of the client's budget, as all approving does, so of a hold and an
 * approval that race one is first: payments are then born held, or under way and out of its reach.
 */
@Injectable()
export class HoldService {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly lockout: LockoutService,
    private readonly jobs: JobQueue,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /** Holds of different origins stand beside each other; a payment waits until none is left. */
  async place(manager: EntityManager, context: RequestContext, hold: NewHold): Promise<PlacedHold> {
    const { clientId, reason, endsAt, originId = null, isTold = false, isToBeReviewed = false } = hold;
    await this.lockout.lock(manager, clientId);
    const now = this.clock.now();
    const id = this.random.id();
    const inserted = await row<{ id: string }>(manager, insertHold, valuesOf(id, hold, now));
    if (!inserted) {
      const first = await row<{ id: string }>(manager, findHoldOfOrigin, [originId, reason]);
      if (!first) throw new Error('A hold was neither placed nor there');
      return { id: first.id, placed: false, paymentsUnderWay: 0 };
    }
    const [stopped, underWay] = await Promise.all([
      rows<{ id: string; milestoneId: string }>(manager, stopPending, [id, now]),
      row<{ count: number }>(manager, countUnderWay, [id, now]),
    ]);
    const paymentsUnderWay = underWay?.count ?? 0;
    this.audit.record(
      manager,
      context,
      holdPlaced(id, hold, paymentsUnderWay),
      ...stopped.map((payment) => paymentHeld(payment, [id])),
    );
    if (endsAt) await this.jobs.add(manager, END_HOLDS, {}, { runAt: endsAt, key: `${END_HOLDS}:${id}` });
    if (isTold)
      await this.notices.add(manager, context, clientId, {
        kind: 'payments-held',
        until: endsAt?.toISOString() ?? null,
      });
    if (isToBeReviewed)
      await this.notices.addForAll(manager, systemContext, 'admin', { kind: 'risk-hold-placed' });
    return { id, placed: true, paymentsUnderWay };
  }

  /** Nobody places a hold on the client's payments, or approves any, until the transaction ends. */
  async lock(manager: EntityManager, clientId: string): Promise<void> {
    await this.lockout.lock(manager, clientId);
  }

  /** What stops payments that are made now. The lock of the client's budget must have been asked for before. */
  stopping(manager: EntityManager, clientId: string, of: PaymentsToMake): Promise<LiveHold[]> {
    const { approvalId = null, milestoneIds = null } = of;
    const values = [clientId, this.clock.now(), approvalId, milestoneIds];
    return rows<LiveHold & Record<string, unknown>>(manager, findStoppingHolds, values);
  }
}

export function paymentHeld(
  { id, milestoneId }: { id: string; milestoneId: string },
  holdIds?: readonly string[],
): AuditRecord {
  return {
    type: 'payment.held',
    actorId: null,
    subject: { type: 'payment', id },
    details: { milestoneId, holdIds },
  };
}

function holdPlaced(
  id: string,
  {
    clientId,
    reason,
    source,
    placedBy,
    endsAt,
    originId = null,
    approvalId = null,
    paymentId = null,
  }: NewHold,
  paymentsUnderWay: number,
): AuditRecord {
  return {
    type: 'hold.placed',
    actorId: placedBy,
    subject: { type: 'hold', id },
    details: { clientId, reason, source, originId, approvalId, paymentId, endsAt, paymentsUnderWay },
  };
}

function valuesOf(id: string, hold: NewHold, now: Date): unknown[] {
  const { clientId, approvalId = null, paymentId = null, reason, source } = hold;
  const { originId = null, placedBy, barred = [], endsAt, note = null } = hold;
  return [id, clientId, approvalId, paymentId, reason, source, originId, placedBy, barred, now, endsAt, note];
}
