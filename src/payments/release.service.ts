import { Injectable, Logger } from '@nestjs/common';
import { AuditRecorder } from '../audit/audit-recorder';
import { after, Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { enqueue, mustTouch } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { type RequestContext, systemContext } from '../common/http/request-context';
import { JobQueue } from '../common/jobs/job-queue';
import { toJsonAmount } from '../common/money';
import { AppConfig } from '../config/app-config';
import type { LiveHold } from './holds/hold';
import { paymentHeld } from './holds/hold.service';
import { stopUnstarted } from './holds/hold-statements';
import {
  askAgainAfterMs,
  type CaptureFailure,
  type CaptureOutcome,
  leaseMs,
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
  /** Whether an unclear answer was recorded before. */
  alreadyUnknown: boolean;
}

export interface CreatedPayments {
  payments: ClaimedPayment[];
  /** What stops them for the longest time: they were born held then, and nobody has claimed them. */
  hold: LiveHold | null;
}

export interface ReleaseResult {
  payment: ClaimedPayment;
  status: PaymentStatus;
  failure: CaptureFailure | null;
  hold: LiveHold | null;
}

/** What came of a payment, or that a hold stopped it before the gateway had heard of it. */
type Finding = CaptureOutcome | { kind: 'held' };

export const RESOLVE_PAYMENTS = 'resolve-payments';
export const RELEASE_SWEEP = 'sweep-payments';
const AT_ONCE = 8;
const CLAIMS_AT_ONCE = 50;

/**
 * Releases claimed payments: the gateway is called outside any transaction under the payment's own id, then the outcome
 * is committed. Whatever a crash leaves behind has a lease that runs out, and is resolved by asking the gateway.
 */
@Injectable()
export class ReleaseService {
  private readonly logger = new Logger(ReleaseService.name);

  constructor(
    private readonly config: AppConfig,
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly gateway: PaymentGateway,
    private readonly jobs: JobQueue,
    private readonly audit: AuditRecorder,
  ) {}

  /** For payments that the caller has just created and thereby claimed, unless they are held. */
  async release({ payments, hold }: CreatedPayments, context: RequestContext): Promise<ReleaseResult[]> {
    if (hold) return payments.map((payment) => ({ payment, status: 'held', failure: null, hold }));
    return this.settleAll(payments, (payment) => this.capture(payment), context);
  }

  /** For payments that the caller has claimed after somebody else may have. Asks before it captures. */
  async resume(payments: readonly ClaimedPayment[]): Promise<void> {
    await this.settleAll(payments, (payment) => this.ask(payment), systemContext);
  }

  /** Takes over what nobody works on: lost claims, unclear answers. Asks before it captures. */
  async resolveDue(): Promise<void> {
    for (let claimed = CLAIMS_AT_ONCE; claimed === CLAIMS_AT_ONCE; ) {
      const now = this.clock.now();
      const values = [now, after(now, leaseMs(this.config)), CLAIMS_AT_ONCE];
      const due = await this.database.rows<ClaimedPayment & Record<string, unknown>>(
        claimDuePayments,
        values,
      );
      await this.resume(due);
      claimed = due.length;
    }
  }

  /**
   * The payments have just been claimed. What has not been started within one timeout is left to a sweep, so that no
   * call, be it to ask and then to capture, outlives the lease it was made under.
   */
  private settleAll(
    payments: readonly ClaimedPayment[],
    find: (payment: ClaimedPayment) => Promise<Finding>,
    context: RequestContext,
  ): Promise<ReleaseResult[]> {
    const startUntil = after(this.clock.now(), this.config.gatewayTimeoutMs);
    return inParallel(payments, AT_ONCE, async (payment) =>
      this.clock.now() < startUntil
        ? this.settle(payment, await find(payment), context)
        : { payment, failure: null, hold: null, status: 'processing' },
    );
  }

  private async ask(payment: ClaimedPayment): Promise<Finding> {
    try {
      const known = await this.gateway.lookUp(payment.id);
      if (known) return known;
      return (await this.stop(payment)) ? { kind: 'held' } : await this.capture(payment);
    } catch (error) {
      this.logger.warn({ paymentId: payment.id, err: error }, 'The gateway could not be asked for a payment');
      return { kind: 'unknown' };
    }
  }

  /** The gateway has never heard of it, so a hold that came after its claim can still stop it. */
  private stop(payment: ClaimedPayment): Promise<boolean> {
    const values = [payment.id, this.clock.now()];
    return this.audit.recordChange(stopUnstarted, values, systemContext, paymentHeld(payment));
  }

  /** Whatever an adapter throws says nothing about the money. */
  private async capture({ id, gatewayReference, amount, currency }: ClaimedPayment): Promise<CaptureOutcome> {
    try {
      return await this.gateway.capture({
        key: id,
        authorizationReference: gatewayReference,
        amount,
        currency,
      });
    } catch (error) {
      this.logger.error({ paymentId: id, err: error }, 'A gateway adapter threw');
      return { kind: 'unknown' };
    }
  }

  /** An outcome that cannot be recorded now is not lost: the lease runs out and the gateway is asked. */
  private async settle(
    payment: ClaimedPayment,
    outcome: Finding,
    context: RequestContext,
  ): Promise<ReleaseResult> {
    const result = { payment, failure: null, hold: null };
    try {
      switch (outcome.kind) {
        case 'captured':
          return { ...result, status: await this.recordReleased(payment, context) };
        case 'refused':
          await this.recordFailed(payment, outcome.failure, context);
          return { ...result, failure: outcome.failure, status: 'failed' };
        case 'unknown':
          await this.recordUnknown(payment, context);
          return { ...result, status: 'unknown' };
        case 'held':
          return { ...result, status: 'held' };
      }
    } catch (error) {
      this.logger.warn(
        { paymentId: payment.id, outcome: outcome.kind, err: error },
        'An outcome could not be recorded yet',
      );
      return { ...result, status: 'processing' };
    }
  }

  private async recordReleased(payment: ClaimedPayment, context: RequestContext): Promise<PaymentStatus> {
    const { id, milestoneId, amount, currency } = payment;
    const recorded = await this.audit.recordChange(markReleased, [id, this.clock.now()], context, {
      type: 'payment.released',
      actorId: null,
      subject: { type: 'payment', id },
      details: { milestoneId, amount: toJsonAmount(amount), currency },
    });
    return recorded ? 'released' : 'processing';
  }

  /** What was drawn for it goes back, so that a new try finds it. */
  private recordFailed(
    { id, milestoneId, authorizationId, amount }: ClaimedPayment,
    failure: CaptureFailure,
    context: RequestContext,
  ): Promise<void> {
    return this.transactor.run(async (manager) => {
      this.audit.record(manager, context, {
        type: 'payment.failed',
        outcome: 'failure',
        actorId: null,
        subject: { type: 'payment', id },
        details: { milestoneId, failure },
      });
      await Promise.all([
        mustTouch(manager, 1, markFailed, [id, failure]),
        mustTouch(manager, 1, creditAuthorization, [authorizationId, amount]),
      ]);
    });
  }

  /** Recorded once, however often the gateway has to be asked. */
  private recordUnknown(
    { id, milestoneId, attempts, alreadyUnknown }: ClaimedPayment,
    context: RequestContext,
  ): Promise<void> {
    const askAgainAt = after(this.clock.now(), askAgainAfterMs(attempts));
    return this.transactor.run(async (manager) => {
      enqueue(manager, 1, markUnknown, [id, askAgainAt]);
      await this.jobs.add(
        manager,
        RESOLVE_PAYMENTS,
        {},
        { runAt: askAgainAt, key: `${RESOLVE_PAYMENTS}:${id}` },
      );
      if (alreadyUnknown) return;
      this.audit.record(manager, context, {
        type: 'payment.unknown',
        outcome: 'failure',
        actorId: null,
        subject: { type: 'payment', id },
        details: { milestoneId, attempts },
      });
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
