import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../audit/audit-recorder';
import { Clock } from '../../common/clock';
import { row, rows } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { systemContext } from '../../common/http/request-context';
import { formatMoney, toJsonAmount } from '../../common/money';
import { Notices } from '../../notifications/notices.service';
import { type DisputeStatus, newsOf, type ReportedDispute } from './dispute';
import { findDispute, findDisputedPayments, lockCharge, recordDispute } from './dispute-statements';

/**
 * Keeps what the gateway reports of disputes, and tells the client and the admins. Payments show it to both sides; what is to be
 * done is theirs and the bank's.
 */
@Injectable()
export class DisputeService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /** Knows nothing of charges that are not ours; the same report again changes nothing, and tells nobody. */
  async record(dispute: ReportedDispute): Promise<void> {
    const { id, authorizationReference, amount, currency, reason, status, openedAt } = dispute;
    await this.transactor.run(async (manager) => {
      const authorization = await row<{ id: string; clientId: string }>(manager, lockCharge, [
        authorizationReference,
      ]);
      if (!authorization) return;
      const values = [id, authorization.id, amount, currency, reason, status, openedAt, this.clock.now()];
      const known = await row<{ status: DisputeStatus }>(manager, findDispute, [id]);
      if (!(await row(manager, recordDispute, values))) return;
      const before = known?.status ?? null;
      const payments = await rows<{ id: string }>(manager, findDisputedPayments, [authorization.id]);
      this.audit.record(manager, systemContext, {
        type: before === null ? 'dispute.opened' : 'dispute.updated',
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
      await this.tell(manager, authorization.clientId, before, dispute);
    });
  }

  private async tell(
    manager: EntityManager,
    clientId: string,
    before: DisputeStatus | null,
    { amount, currency, status }: ReportedDispute,
  ): Promise<void> {
    const news = newsOf(before, status);
    if (news === null) return;
    const told = { amount: formatMoney({ amount, currency }), status };
    const kind = news === 'opened' ? 'dispute-opened' : 'dispute-decided';
    await this.notices.add(manager, systemContext, clientId, { kind, ...told });
    await this.notices.addForAll(manager, systemContext, 'admin', { kind: 'dispute-reported', ...told });
  }
}
