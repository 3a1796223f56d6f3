import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import type { Principal } from '../auth/sessions/principal';
import { after, Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { enqueue, row } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import { BEHIND_THE_NEWEST, type Page, type PageQuery, positionOf, toPage } from '../common/http/page';
import type { RequestContext } from '../common/http/request-context';
import { Random } from '../common/random';
import { AppConfig } from '../config/app-config';
import type { Due } from './allocation';
import type { HeldFunds } from './authorization.service';
import type { ClaimedPayment, CreatedPayments } from './claimed-payment';
import { type LiveHold, longest } from './holds/hold';
import { paymentHeld } from './holds/hold.service';
import { leaseMs, type PaymentStatus } from './payment';
import {
  creditAuthorization,
  drawAndInsertPayments,
  findPaidHistory,
  findPayment,
  findPaymentsOfApprovals,
  findPaymentsOfMilestones,
  listPayments,
  lockPaymentToCancel,
  markCancelled,
} from './payment-statements';
import { type PaymentRow, type PaymentView, viewPayment } from './payment-view';

/** An account is one side of all its payments, which its type tells. */
export type Party = Pick<Principal, 'userId' | 'accountType'>;

export interface PaymentOrigin {
  approvalId: string;
  clientId: string;
  currency: string;
  /** The `Idempotency-Key` of another try. */
  retryKey?: string | null;
}

export type PaymentDue = Due & { payeeId: string };

export interface PaidHistory extends Record<string, unknown> {
  /** Whether anything was ever released for this client. */
  anybody: boolean;
  knownPayees: string[];
}

interface CancellablePayment extends Record<string, unknown> {
  approvalId: string;
  milestoneId: string;
  authorizationId: string;
  amount: bigint;
  status: PaymentStatus;
  attempts: number;
  failure: string | null;
}

@Injectable()
export class PaymentService {
  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * Draws the funds and creates one payment a milestone, claimed for the caller to release after the commit.
   * @param holds all that stop them, read under the lock of the client's budget; with one or more they are born held
   */
  create(
    manager: EntityManager,
    context: RequestContext,
    { approvalId, clientId, currency, retryKey = null }: PaymentOrigin,
    dues: readonly PaymentDue[],
    covered: Map<string, HeldFunds>,
    holds: readonly LiveHold[],
  ): CreatedPayments {
    const now = this.clock.now();
    const held = holds.length > 0;
    const payments = dues.map(({ milestoneId, payeeId, amount }) => {
      const { id: authorizationId, gatewayReference, captures } = covered.get(milestoneId) as HeldFunds;
      return {
        id: this.random.id(),
        milestoneId,
        payeeId,
        authorizationId,
        gatewayReference,
        amount,
        currency,
        captures,
        attempts: held ? 0 : 1,
        firstAttemptAt: now,
        alreadyUnknown: false,
        alreadyStuck: false,
      };
    });
    const drawn = [...sumsOf(payments)];
    enqueue(manager, payments.length, drawAndInsertPayments, [
      ...[drawn.map(([id]) => id), drawn.map(([, sum]) => sum)],
      ...(['id', 'milestoneId', 'authorizationId', 'payeeId', 'amount'] as const).map((column) =>
        payments.map((payment) => payment[column]),
      ),
      ...[approvalId, clientId, currency, after(now, leaseMs(this.config)), now, retryKey, held],
    ]);
    const holdIds = holds.map(({ id }) => id);
    if (held)
      this.audit.record(manager, context, ...payments.map((payment) => paymentHeld(payment, holdIds)));
    return { payments, hold: longest(holds) };
  }

  async history(manager: EntityManager, clientId: string, payeeIds: readonly string[]): Promise<PaidHistory> {
    const history = await row<PaidHistory>(manager, findPaidHistory, [clientId, payeeIds]);
    return history ?? { anybody: false, knownPayees: [] };
  }

  /**
   * Takes a payment back that nobody has ever started, and gives its funds back. The caller has locked the client's budget.
   * @returns null when that was done before
   * @throws not-found, payment-not-cancellable
   */
  async cancel(
    manager: EntityManager,
    context: RequestContext,
    clientId: string,
    id: string,
  ): Promise<{ approvalId: string; milestoneId: string } | null> {
    const payment = await row<CancellablePayment>(manager, lockPaymentToCancel, [id, clientId]);
    if (!payment) throw new DomainError('not-found');
    const { approvalId, milestoneId, authorizationId, amount, status, attempts, failure } = payment;
    if (failure === 'cancelled') return null;
    if ((status !== 'held' && status !== 'pending') || attempts > 0)
      throw new DomainError('payment-not-cancellable', { paymentStatus: status });
    enqueue(manager, 1, markCancelled, [id]);
    enqueue(manager, 1, creditAuthorization, [authorizationId, amount]);
    this.audit.record(manager, context, {
      type: 'payment.cancelled',
      actorId: clientId,
      subject: { type: 'payment', id },
      details: { approvalId, milestoneId },
    });
    return { approvalId, milestoneId };
  }

  /** The newest payment of each milestone, for the client. */
  async ofApproval(clientId: string, approvalId: string): Promise<PaymentView[]> {
    const values = [[approvalId], this.clock.now()];
    const found = await this.database.rows<PaymentRow>(findPaymentsOfApprovals, values);
    return found.map((payment) => viewPayment(payment, clientId));
  }

  /** The same for several approvals, each for its own client, by approval. */
  async ofApprovals(approvalIds: readonly string[]): Promise<Map<string, PaymentView[]>> {
    const values = [approvalIds, this.clock.now()];
    const found = await this.database.rows<PaymentRow>(findPaymentsOfApprovals, values);
    const byApproval = new Map<string, PaymentView[]>();
    for (const payment of found) {
      const own = byApproval.get(payment.approvalId) ?? [];
      byApproval.set(payment.approvalId, [...own, viewPayment(payment, payment.clientId)]);
    }
    return byApproval;
  }

  /** The newest payment of each of the milestones, for one of their parties. */
  async ofMilestones(readerId: string, milestoneIds: readonly string[]): Promise<Map<string, PaymentView>> {
    const values = [milestoneIds, this.clock.now()];
    const found = await this.database.rows<PaymentRow>(findPaymentsOfMilestones, values);
    return new Map(found.map((payment) => [payment.milestoneId, viewPayment(payment, readerId)]));
  }

  async list({ userId, accountType }: Party, query: PageQuery): Promise<Page<PaymentView>> {
    const side = accountType === 'payee' ? 'payee' : 'client';
    const position = positionOf(query) ?? BEHIND_THE_NEWEST;
    const values = [userId, position, query.limit + 1, this.clock.now()];
    const found = await this.database.rows<PaymentRow>(listPayments(side), values);
    return toPage(found, query.limit, (payment) => viewPayment(payment, userId));
  }

  async read(userId: string, id: string): Promise<PaymentView> {
    const payment = await this.database.row<PaymentRow>(findPayment, [id, userId, this.clock.now()]);
    if (!payment) throw new DomainError('not-found');
    return viewPayment(payment, userId);
  }
}

function sumsOf(
  payments: readonly Pick<ClaimedPayment, 'authorizationId' | 'amount'>[],
): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { authorizationId, amount } of payments)
    sums.set(authorizationId, (sums.get(authorizationId) ?? 0n) + amount);
  return sums;
}
