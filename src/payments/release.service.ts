import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import { after, Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { mustTouch } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { type RequestContext, systemContext } from '../common/http/request-context';
import { JobQueue } from '../common/jobs/job-queue';
import { toJsonAmount } from '../common/money';
import {
  ASK_AGAIN_MS,
  type CaptureFailure,
  type CaptureOutcome,
  LEASE_MS,
  type PaymentStatus,
} from './payment';
import { PaymentGateway } from './payment-gateway';
import {
  claimDuePayments,
  creditAuthorization,
  markFailed,
  markReleased,
  markUnknown,
} from './payment-statements';

export interface ClaimedPayment {
  id: string;
  milestoneId: string;
  authorizationId: string;
  gatewayReference: string;
  amount: bigint;
  currency: string;
  attempts: number;
}

export interface ReleaseResult {
  payment: ClaimedPayment;
  status: PaymentStatus;
  failure: CaptureFailure | null;
}

/** What another module does in the transaction that records a release. */
export type ReleaseObserver = (
  manager: EntityManager,
  milestoneId: string,
  releasedAt: Date,
) => Promise<void>;

export const RESOLVE_PAYMENTS = 'resolve-payments';
export const RELEASE_SWEEP = 'sweep-payments';
const AT_ONCE = 8;

/**
 * Releases claimed payments: the gateway is called outside any transaction under the payment's own id, then the outcome
 * is committed. Whatever a crash leaves behind has a lease that runs out, and is resolved by asking the gateway.
 */
@Injectable()
export class ReleaseService {
  private readonly logger = new Logger(ReleaseService.name);
  private readonly observers: ReleaseObserver[] = [];

  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly gateway: PaymentGateway,
    private readonly jobs: JobQueue,
    private readonly audit: AuditRecorder,
  ) {}

  onRelease(observer: ReleaseObserver): void {
    this.observers.push(observer);
  }

  /** For payments that the caller has just created and thereby claimed. */
  release(payments: readonly ClaimedPayment[], context: RequestContext): Promise<ReleaseResult[]> {
    return inParallel(payments, AT_ONCE, async (payment) =>
      this.settle(payment, await this.capture(payment), context),
    );
  }

  /** Takes over what nobody works on: lost claims, unclear answers. Asks before it captures. */
  async resolveDue(): Promise<void> {
    const now = this.clock.now();
    const due = await this.database.rows<ClaimedPayment & Record<string, unknown>>(claimDuePayments, [
      now,
      after(now, LEASE_MS),
    ]);
    await inParallel(due, AT_ONCE, async (payment) =>
      this.settle(payment, await this.ask(payment), systemContext),
    );
  }

  private async ask(payment: ClaimedPayment): Promise<CaptureOutcome> {
    try {
      return (await this.gateway.lookUp(payment.id)) ?? (await this.capture(payment));
    } catch {
      return { kind: 'unknown' };
    }
  }

  private capture({ id, gatewayReference, amount, currency }: ClaimedPayment): Promise<CaptureOutcome> {
    return this.gateway.capture({ key: id, authorizationReference: gatewayReference, amount, currency });
  }

  /** An outcome that cannot be recorded now is not lost: the lease runs out and the gateway is asked. */
  private async settle(
    payment: ClaimedPayment,
    outcome: CaptureOutcome,
    context: RequestContext,
  ): Promise<ReleaseResult> {
    try {
      return await this.transactor.run(async (manager) => {
        switch (outcome.kind) {
          case 'captured':
            await this.recordReleased(manager, payment, context);
            return { payment, status: 'released', failure: null };
          case 'refused':
            await this.recordFailed(manager, payment, outcome.failure, context);
            return { payment, status: 'failed', failure: outcome.failure };
          case 'unknown':
            await this.recordUnknown(manager, payment, context);
            return { payment, status: 'unknown', failure: null };
        }
      });
    } catch (error) {
      this.logger.warn(
        { paymentId: payment.id, outcome: outcome.kind, reason: (error as Error).message },
        'An outcome could not be recorded yet',
      );
      return { payment, status: 'processing', failure: null };
    }
  }

  private async recordReleased(
    manager: EntityManager,
    payment: ClaimedPayment,
    context: RequestContext,
  ): Promise<void> {
    const releasedAt = this.clock.now();
    await Promise.all([
      mustTouch(manager, 1, markReleased, [payment.id, releasedAt]),
      ...this.observers.map((observer) => observer(manager, payment.milestoneId, releasedAt)),
      this.audit.record(manager, context, {
        type: 'payment.released',
        actorId: null,
        subject: { type: 'payment', id: payment.id },
        details: {
          milestoneId: payment.milestoneId,
          amount: toJsonAmount(payment.amount),
          currency: payment.currency,
        },
      }),
    ]);
  }

  /** What was drawn for it goes back, so that a new try finds it. */
  private async recordFailed(
    manager: EntityManager,
    payment: ClaimedPayment,
    failure: CaptureFailure,
    context: RequestContext,
  ): Promise<void> {
    await Promise.all([
      mustTouch(manager, 1, markFailed, [payment.id, failure]),
      mustTouch(manager, 1, creditAuthorization, [payment.authorizationId, payment.amount]),
      this.audit.record(manager, context, {
        type: 'payment.failed',
        outcome: 'failure',
        actorId: null,
        subject: { type: 'payment', id: payment.id },
        details: { milestoneId: payment.milestoneId, failure },
      }),
    ]);
  }

  private async recordUnknown(
    manager: EntityManager,
    payment: ClaimedPayment,
    context: RequestContext,
  ): Promise<void> {
    const runAt = after(this.clock.now(), ASK_AGAIN_MS * payment.attempts);
    await mustTouch(manager, 1, markUnknown, [payment.id]);
    await this.jobs.add(manager, RESOLVE_PAYMENTS, {}, { runAt, key: `${RESOLVE_PAYMENTS}:${payment.id}` });
    await this.audit.record(manager, context, {
      type: 'payment.unknown',
      outcome: 'failure',
      actorId: null,
      subject: { type: 'payment', id: payment.id },
      details: { milestoneId: payment.milestoneId, attempts: payment.attempts },
    });
  }
}

/** Results in the order of the items. */
async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
