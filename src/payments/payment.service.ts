import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, LessThan } from 'typeorm';
import type { Principal } from '../auth/sessions/principal';
import { after, Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { enqueue, row } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import { type Page, type PageQuery, positionOf, toPage } from '../common/http/page';
import { Random } from '../common/random';
import { AppConfig } from '../config/app-config';
import type { Due } from './allocation';
import type { HeldFunds } from './authorization.service';
import { leaseMs } from './payment';
import { Payment } from './payment.entity';
import {
  drawAndInsertPayments,
  findPaidHistory,
  findPaymentsOfApproval,
  findPaymentsOfMilestones,
} from './payment-statements';
import { type PaymentRow, type PaymentView, viewPayment } from './payment-view';
import type { ClaimedPayment } from './release.service';

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

@Injectable()
export class PaymentService {
  constructor(
    private readonly config: AppConfig,
    private readonly dataSource: DataSource,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** Draws the funds and creates one payment a milestone, claimed for the caller to release after the commit. */
  create(
    manager: EntityManager,
    { approvalId, clientId, currency, retryKey = null }: PaymentOrigin,
    dues: readonly PaymentDue[],
    covered: Map<string, HeldFunds>,
  ): ClaimedPayment[] {
    const now = this.clock.now();
    const payments = dues.map(({ milestoneId, payeeId, amount }) => {
      const { id: authorizationId, gatewayReference } = covered.get(milestoneId) as HeldFunds;
      return {
        id: this.random.id(),
        milestoneId,
        payeeId,
        authorizationId,
        gatewayReference,
        amount,
        currency,
        attempts: 1,
        alreadyUnknown: false,
      };
    });
    const drawn = [...sumsOf(payments)];
    enqueue(manager, payments.length, drawAndInsertPayments, [
      ...[drawn.map(([id]) => id), drawn.map(([, sum]) => sum)],
      ...(['id', 'milestoneId', 'authorizationId', 'payeeId', 'amount'] as const).map((column) =>
        payments.map((payment) => payment[column]),
      ),
      ...[approvalId, clientId, currency, after(now, leaseMs(this.config)), now, retryKey],
    ]);
    return payments;
  }

  async history(manager: EntityManager, clientId: string, payeeIds: readonly string[]): Promise<PaidHistory> {
    const history = await row<PaidHistory>(manager, findPaidHistory, [clientId, payeeIds]);
    return history ?? { anybody: false, knownPayees: [] };
  }

  /** The newest payment of each milestone. */
  async ofApproval(approvalId: string): Promise<PaymentView[]> {
    const found = await this.database.rows<PaymentRow & Record<string, unknown>>(findPaymentsOfApproval, [
      approvalId,
    ]);
    return found.map(viewPayment);
  }

  /** The newest payment of each of the milestones. */
  async ofMilestones(milestoneIds: readonly string[]): Promise<Map<string, PaymentView>> {
    const found = await this.database.rows<PaymentRow & Record<string, unknown>>(findPaymentsOfMilestones, [
      milestoneIds,
    ]);
    return new Map(found.map((payment) => [payment.milestoneId, viewPayment(payment)]));
  }

  async list({ userId, accountType }: Party, query: PageQuery): Promise<Page<PaymentView>> {
    const position = positionOf(query);
    const found = await this.dataSource.getRepository(Payment).find({
      where: {
        [accountType === 'payee' ? 'payeeId' : 'clientId']: userId,
        ...(position === null ? {} : { id: LessThan(position) }),
      },
      order: { id: 'DESC' },
      take: query.limit + 1,
    });
    return toPage(found, query.limit, viewPayment);
  }

  async read(userId: string, id: string): Promise<PaymentView> {
    const payment = await this.dataSource.getRepository(Payment).findOne({
      where: [
        { id, clientId: userId },
        { id, payeeId: userId },
      ],
    });
    if (!payment) throw new DomainError('not-found');
    return viewPayment(payment);
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
