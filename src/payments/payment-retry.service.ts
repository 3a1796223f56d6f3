import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import { Refusals } from '../audit/refusals';
import { execute, row } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { violates } from '../common/database/unique-violation';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { AuthorizationService } from './authorization.service';
import { PaymentService } from './payment.service';
import { findPaymentToRetry, findRetryByKey, lockPayment } from './payment-statements';
import { PaymentView } from './payment-view';
import { type ClaimedPayment, ReleaseService } from './release.service';

interface FailedPayment extends Record<string, unknown> {
  approvalId: string;
  milestoneId: string;
  contractId: string;
  authorizationId: string;
  payeeId: string;
  amount: bigint;
  currency: string;
  /** Neither a newer try nor anything but a failure. */
  retryable: boolean;
}

/**
 * Tries a payment that the gateway has refused for good once more, under the approval that stands: what was approved
 * cannot have changed since, so no new code is asked for. It is a new payment with a key of its own.
 */
@Injectable()
export class PaymentRetryService {
  constructor(
    private readonly transactor: Transactor,
    private readonly authorizations: AuthorizationService,
    private readonly payments: PaymentService,
    private readonly releases: ReleaseService,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Repeating it with the same key gives the same payment, also after a crash between its commit and its answer.
   * @throws payment-not-retryable, authorization-expired, authorization-insufficient, idempotency-key-reused
   */
  async retry(
    clientId: string,
    context: RequestContext,
    paymentId: string,
    key: string,
  ): Promise<PaymentView> {
    const refused = {
      type: 'payment.retried',
      actorId: clientId,
      subject: { type: 'payment', id: paymentId },
    } as const;
    const { id, claimed } = await this.refusals.audited(context, refused, () =>
      this.transactor
        .run((manager) => this.findOrClaim(manager, clientId, context, paymentId, key))
        .catch(explain),
    );
    if (claimed) await this.releases.release([claimed], context);
    return this.payments.read(clientId, id);
  }

  private async findOrClaim(
    manager: EntityManager,
    clientId: string,
    context: RequestContext,
    paymentId: string,
    key: string,
  ): Promise<{ id: string; claimed: ClaimedPayment | null }> {
    const [, failed, made] = await Promise.all([
      execute(manager, lockPayment, [paymentId, clientId]),
      row<FailedPayment>(manager, findPaymentToRetry, [paymentId, clientId]),
      row<{ id: string; failedPaymentId: string }>(manager, findRetryByKey, [clientId, key]),
    ]);
    if (!failed) throw new DomainError('not-found');
    if (made && made.failedPaymentId !== paymentId) throw new DomainError('idempotency-key-reused');
    if (made) return { id: made.id, claimed: null };
    const claimed = await this.claim(manager, clientId, context, paymentId, failed, key);
    return { id: claimed.id, claimed };
  }

  private async claim(
    manager: EntityManager,
    clientId: string,
    context: RequestContext,
    paymentId: string,
    failed: FailedPayment,
    key: string,
  ): Promise<ClaimedPayment> {
    if (!failed.retryable) throw new DomainError('payment-not-retryable');
    const funds = await this.authorizations.lockForContracts(manager, [failed.contractId]);
    const othersFirst = funds.toSorted(
      (a, b) => Number(a.id === failed.authorizationId) - Number(b.id === failed.authorizationId),
    );
    const covered = this.authorizations.cover([failed], othersFirst);
    const { approvalId, currency } = failed;
    const origin = { approvalId, clientId, currency, retryKey: key };
    const [claimed] = this.payments.create(manager, origin, [failed], covered);
    if (!claimed) throw new Error('A retry made no payment');
    this.audit.record(manager, context, {
      type: 'payment.retried',
      actorId: clientId,
      subject: { type: 'payment', id: claimed.id },
      details: { failedPaymentId: paymentId, milestoneId: failed.milestoneId },
    });
    return claimed;
  }
}

function explain(error: unknown): never {
  throw violates(error, 'payments_retry_key') ? new DomainError('idempotency-key-reused') : error;
}
