import { Injectable } from '@nestjs/common';
import { AuditRecorder } from '../../audit/audit-recorder';
import { Clock } from '../../common/clock';
import { row, rows } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { systemContext } from '../../common/http/request-context';
import { toJsonAmount } from '../../common/money';
import { findByReference } from '../authorization-statements';
import type { ReportedDispute } from './dispute';
import { findDisputedPayments, recordDispute } from './dispute-statements';

/** Keeps what the gateway reports of disputes. Payments show it to both sides; what is to be done is theirs and the bank's. */
@Injectable()
export class DisputeService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly audit: AuditRecorder,
  ) {}

  /** Knows nothing of charges that are not ours; the same report again changes nothing. */
  async record(dispute: ReportedDispute): Promise<void> {
    const { id, authorizationReference, amount, currency, reason, status, openedAt } = dispute;
    await this.transactor.run(async (manager) => {
      const authorization = await row<{ id: string }>(manager, findByReference, [authorizationReference]);
      if (!authorization) return;
      const values = [id, authorization.id, amount, currency, reason, status, openedAt, this.clock.now()];
      const change = await row<{ opened: boolean }>(manager, recordDispute, values);
      if (!change) return;
      const payments = await rows<{ id: string }>(manager, findDisputedPayments, [authorization.id]);
      this.audit.record(manager, systemContext, {
        type: change.opened ? 'dispute.opened' : 'dispute.updated',
        actorId: null,
        subject: { type: 'authorization', id: authorization.id },
        details: {
          dispute: id,
          status,
          reason,
          amount: toJsonAmount(amount),
          currency,
          paymentIds: payments.map((payment) => payment.id),
        },
      });
    });
  }
}
