import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import { after, Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { enqueue, execute, mustTouch } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { type RequestContext, systemContext } from '../common/http/request-context';
import { JobQueue } from '../common/jobs/job-queue';
import { inParallel } from '../common/parallel';
import { AppConfig } from '../config/app-config';
import { Capturing, type Finding } from './capturing.service';
import type { ClaimedPayment, CreatedPayments } from './claimed-payment';
import type { LiveHold } from './holds/hold';
import { askAgainAfterMs, type CaptureFailure, leaseMs, type PaymentStatus } from './payment';
import {
  claimDuePayments,
  creditAuthorization,
  giveBackClaims,
  markFailed,
  markUnknown,
} from './payment-statements';
import { ReleasedPayments } from './released-payments.service';

export interface ReleaseResult {
  payment: ClaimedPayment;
  status: PaymentStatus;
  failure: CaptureFailure | null;
  hold: LiveHold | null;
}

export const RESOLVE_PAYMENTS = 'resolve-payments';
export const RELEASE_SWEEP = 'sweep-payments';
const ASKED_AT_ONCE = 8;
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
    private readonly capturing: Capturing,
    private readonly released: ReleasedPayments,
    private readonly jobs: JobQueue,
    private readonly audit: AuditRecorder,
  ) {}

  /** For payments that the caller has just created and thereby claimed, unless they are held. */
  async release({ payments, hold }: CreatedPayments, context: RequestContext): Promise<ReleaseResult[]> {
    if (hold) return payments.map((payment) => ({ payment, status: 'held', failure: null, hold }));
    const { atOnce } = this.capturing;
    return this.settleAll(payments, atOnce, (payment) => this.capturing.capture(payment), context);
  }

  /** For payments that the caller has claimed after somebody else may have. Asks before it captures. */
  async resume(payments: readonly ClaimedPayment[]): Promise<void> {
    await this.settleAll(payments, ASKED_AT_ONCE, (payment) => this.capturing.ask(payment), systemContext);
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
   * The payments have just been claimed. What has not been started within one timeout is given back, so that no call, be it
   * to ask and then to capture, outlives the lease it was made under.
   */
  private async settleAll(
    payments: readonly ClaimedPayment[],
    atOnce: number,
    find: (payment: ClaimedPayment) => Promise<Finding>,
    context: RequestContext,
  ): Promise<ReleaseResult[]> {
    const startUntil = after(this.clock.now(), this.config.gatewayTimeoutMs);
    const queueOf = (payment: ClaimedPayment) => this.capturing.queueOf(payment);
    const left: ClaimedPayment[] = [];
    const results = await inParallel<ClaimedPayment, ReleaseResult>(
      payments,
      atOnce,
      queueOf,
      async (payment) => {
        if (this.clock.now() < startUntil) return this.settle(payment, await find(payment), context);
        left.push(payment);
        return { payment, failure: null, hold: null, status: 'processing' };
      },
    );
    if (left.length > 0) await this.giveBack(left);
    return results;
  }

  /** Nobody has begun with them, so whoever takes them up need not wait for their lease; without this a sweep does, later. */
  private async giveBack(left: readonly ClaimedPayment[]): Promise<void> {
    const values = [left.map(({ id }) => id), left.map(({ attempts }) => attempts), this.clock.now()];
    const giveBackAndRing = async (manager: EntityManager) => {
      await execute(manager, giveBackClaims, values);
      await this.jobs.add(manager, RESOLVE_PAYMENTS, {}, { key: `${RESOLVE_PAYMENTS}:given-back` });
    };
    await this.transactor
      .run(giveBackAndRing)
      .catch((error) =>
        this.logger.warn({ err: error }, 'Claimed payments wait for their leases to run out'),
      );
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
          return {
            ...result,
            status: (await this.released.record(payment, context)) ? 'released' : 'processing',
          };
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

  /** Recorded once, however often the gateway has to be asked; and once more when only an operator can help. */
  private async recordUnknown(payment: ClaimedPayment, context: RequestContext): Promise<void> {
    const { id, milestoneId, attempts, firstAttemptAt, alreadyUnknown, alreadyStuck } = payment;
    const now = this.clock.now();
    const stuck = this.capturing.isTooOld(payment);
    const askAgainAt = after(now, askAgainAfterMs(attempts, stuck));
    await this.transactor.run(async (manager) => {
      enqueue(manager, 1, markUnknown, [id, askAgainAt, stuck ? now : null]);
      await this.jobs.add(
        manager,
        RESOLVE_PAYMENTS,
        {},
        { runAt: askAgainAt, key: `${RESOLVE_PAYMENTS}:${id}` },
      );
      const record = { outcome: 'failure', actorId: null, subject: { type: 'payment', id } } as const;
      if (!alreadyUnknown)
        this.audit.record(manager, context, {
          ...record,
          type: 'payment.unknown',
          details: { milestoneId, attempts },
        });
      if (stuck && !alreadyStuck)
        this.audit.record(manager, context, {
          ...record,
          type: 'payment.stuck',
          details: { milestoneId, attempts, firstAttemptAt },
        });
    });
    if (stuck && !alreadyStuck)
      this.logger.error(
        { paymentId: id },
        'The gateway cannot tell what became of a payment, and its key is too old to try again: look it up there',
      );
  }
}
