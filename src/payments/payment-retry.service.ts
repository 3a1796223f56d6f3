import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder, type AuditRecordOf } from '../audit/audit-recorder';
import { Refusals } from '../audit/refusals';
import { execute, rows } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { AuthorizationService } from './authorization.service';
import type { ClaimedPayment, CreatedPayments } from './claimed-payment';
import { HoldService } from './holds/hold.service';
import { refusedItems } from './item-refusals';
import { PaymentService } from './payment.service';
import {
  findPaymentsToRetry,
  findRetriesByKey,
  lockFailedOfApproval,
  lockPayment,
} from './payment-statements';
import { PaymentView } from './payment-view';
import { ReleaseService } from './release.service';

const nothing: CreatedPayments = { payments: [], hold: null };

interface TriedPayment extends Record<string, unknown> {
  id: string;
  approvalId: string;
  milestoneId: string;
  contractId: string;
  authorizationId: string;
  payeeId: string;
  amount: bigint;
  currency: string;
  held: boolean;
  /** Neither a newer try nor anything but a failure. */
  failed: boolean;
  /** Whether the milestone is still as it was approved. */
  unchanged: boolean;
}

interface MadeRetry extends Record<string, unknown> {
  id: string;
  approvalId: string;
  failedPaymentId: string;
}

/**
 * Tries payments that the gateway has refused for good once more, under the approval that stands: what was approved
 * has not changed since, so no new code is asked for. Each is a new payment with a key of its own at the gateway, born held
 * like any other while a hold is live.
 */
@Injectable()
export class PaymentRetryService {
  constructor(
    private readonly transactor: Transactor,
    private readonly authorizations: AuthorizationService,
    private readonly payments: PaymentService,
    private readonly holds: HoldService,
    private readonly releases: ReleaseService,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Repeating it with the same key gives the same payment, also after a crash between its commit and its answer.
   * @throws payment-not-retryable, payment-held, authorization-expired, authorization-insufficient, idempotency-key-reused
   */
  async retry(
    clientId: string,
    context: RequestContext,
    paymentId: string,
    key: string,
  ): Promise<PaymentView> {
    const subject = { type: 'payment', id: paymentId } as const;
    const { id, created } = await this.refusals.audited(context, refused(clientId, subject), () =>
      this.transactor.run((manager) => this.findOrClaim(manager, clientId, context, paymentId, key)),
    );
    await this.releases.release(created, context);
    return this.payments.read(clientId, id);
  }

  /**
   * All failed payments of an approval together, or none of them. Repeating it with the same key tries nothing again.
   * @throws payment-not-retryable, authorization-expired, authorization-insufficient, idempotency-key-reused
   */
  async retryAll(clientId: string, context: RequestContext, approvalId: string, key: string): Promise<void> {
    const subject = { type: 'approval', id: approvalId } as const;
    const created = await this.refusals.audited(context, refused(clientId, subject), () =>
      this.transactor.run((manager) => this.claimFailedOf(manager, clientId, context, approvalId, key)),
    );
    await this.releases.release(created, context);
  }

  private async findOrClaim(
    manager: EntityManager,
    clientId: string,
    context: RequestContext,
    paymentId: string,
    key: string,
  ): Promise<{ id: string; created: CreatedPayments }> {
    const [, , [tried], made] = await Promise.all([
      this.holds.lock(manager, clientId),
      execute(manager, lockPayment, [paymentId, clientId]),
      rows<TriedPayment>(manager, findPaymentsToRetry, [[paymentId], clientId]),
      rows<MadeRetry>(manager, findRetriesByKey, [clientId, key]),
    ]);
    if (!tried) throw new DomainError('not-found');
    const before = made.find(({ failedPaymentId }) => failedPaymentId === paymentId);
    if (before) return { id: before.id, created: nothing };
    if (made.length > 0) throw new DomainError('idempotency-key-reused');
    if (tried.held) throw new DomainError('payment-held');
    if (!tried.failed || !tried.unchanged) throw new DomainError('payment-not-retryable');
    const created = await this.claim(manager, clientId, context, [tried], key);
    const [{ id }] = created.payments as [ClaimedPayment];
    return { id, created };
  }

  private async claimFailedOf(
    manager: EntityManager,
    clientId: string,
    context: RequestContext,
    approvalId: string,
    key: string,
  ): Promise<CreatedPayments> {
    const [, locked] = await Promise.all([
      this.holds.lock(manager, clientId),
      rows<{ id: string }>(manager, lockFailedOfApproval, [approvalId, clientId]),
    ]);
    const [tried, made] = await Promise.all([
      rows<TriedPayment>(manager, findPaymentsToRetry, [locked.map(({ id }) => id), clientId]),
      rows<MadeRetry>(manager, findRetriesByKey, [clientId, key]),
    ]);
    if (made.some((retry) => retry.approvalId !== approvalId))
      throw new DomainError('idempotency-key-reused');
    if (made.length > 0) return nothing;
    const failed = tried.filter((payment) => payment.failed);
    if (failed.length === 0)
      throw new DomainError('payment-not-retryable', { detail: 'No payment of this approval has failed.' });
    const changed = failed.filter(({ unchanged }) => !unchanged);
    if (changed.length > 0)
      throw refusedItems(changed.map(({ milestoneId }) => ({ milestoneId, code: 'payment-not-retryable' })));
    return this.claim(manager, clientId, context, failed, key);
  }

  /** Another authorization than the one that failed comes first. */
  private async claim(
    manager: EntityManager,
    clientId: string,
    context: RequestContext,
    failed: readonly TriedPayment[],
    key: string,
  ): Promise<CreatedPayments> {
    const [{ approvalId, currency }] = failed as readonly [TriedPayment];
    const milestoneIds = failed.map(({ milestoneId }) => milestoneId);
    const contractIds = [...new Set(failed.map(({ contractId }) => contractId))];
    const [funds, holds] = await Promise.all([
      this.authorizations.lockForContracts(manager, contractIds),
      this.holds.stopping(manager, clientId, { approvalId, milestoneIds }),
    ]);
    const hasFailed = new Set(failed.map(({ authorizationId }) => authorizationId));
    const othersFirst = funds.toSorted((a, b) => Number(hasFailed.has(a.id)) - Number(hasFailed.has(b.id)));
    const covered = this.authorizations.cover(failed, othersFirst);
    const origin = { approvalId, clientId, currency, retryKey: key };
    const created = this.payments.create(manager, context, origin, failed, covered, holds);
    this.audit.record(
      manager,
      context,
      ...created.payments.map(
        ({ id, milestoneId }, index): AuditRecord => ({
          type: 'payment.retried',
          actorId: clientId,
          subject: { type: 'payment', id },
          details: { failedPaymentId: failed[index]?.id, milestoneId },
        }),
      ),
    );
    return created;
  }
}

function refused(
  clientId: string,
  subject: AuditRecordOf<'payment.retried'>['subject'],
): AuditRecordOf<'payment.retried'> {
  return { type: 'payment.retried', actorId: clientId, subject };
}
