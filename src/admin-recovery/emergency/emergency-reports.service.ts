import { Injectable } from '@nestjs/common';
import { type AuditRecord, AuditRecorder } from '../../audit/audit-recorder';
import { AdminActs } from '../../auth/2fa/challenges/admin-acts';
import type { Principal } from '../../auth/sessions/principal';
import { Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { mustTouch, row } from '../../common/database/sql';
import { DomainError } from '../../common/domain-error';
import { BEHIND_THE_NEWEST, positionOf, toPage } from '../../common/http/page';
import type { RequestContext } from '../../common/http/request-context';
import type { AccountType } from '../../users/account-type';
import type { RecoveryStatus } from '../recovery-request';
import type { EmergencyPage, EmergencyQuery, EmergencyView } from './emergency.dto';
import { mayClose, statusOf } from './emergency-access';
import type { EmergencyAccess } from './emergency-access.entity';
import { closeEmergency, listEmergencies, lockEmergency } from './emergency-statements';

type EmergencyRow = EmergencyAccess & Record<string, unknown>;
type ListedRow = EmergencyRow & {
  reason: string;
  ticket: string | null;
  name: string;
  email: string;
  accountType: AccountType;
  openerName: string;
  confirmerName: string;
  closerName: string;
  recoveryStatus: RecoveryStatus;
};

/** What became of each emergency access, and whether a third person has justified it. */
@Injectable()
export class EmergencyReports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly acts: AdminActs,
    private readonly audit: AuditRecorder,
  ) {}

  async list(reader: Principal, query: EmergencyQuery): Promise<EmergencyPage> {
    const values = [positionOf(query) ?? BEHIND_THE_NEWEST, null, query.status ?? null, query.limit + 1];
    const found = await this.database.rows<ListedRow>(listEmergencies, values);
    return toPage(found, query.limit, (emergency) => view(reader, emergency));
  }

  /** @throws not-found */
  async one(reader: Principal, id: string): Promise<EmergencyView> {
    const found = await this.database.row<ListedRow>(listEmergencies, [BEHIND_THE_NEWEST, id, null, 1]);
    if (!found) throw new DomainError('not-found');
    return view(reader, found);
  }

  /** Spends a challenge with purpose `admin-recovery`. @throws second-factor-required, not-found, another-admin-required, emergency-closed */
  close(
    admin: Principal,
    context: RequestContext,
    id: string,
    justification: string,
    challengeId: string | null,
  ): Promise<void> {
    const { userId } = admin;
    const record: AuditRecord = {
      type: 'emergency_access.closed',
      actorId: userId,
      subject: { type: 'emergency_access', id },
    };
    return this.acts.run({ admin, context, challengeId, record }, async (manager) => {
      const emergency = await row<EmergencyRow>(manager, lockEmergency, [id]);
      if (!emergency) throw new DomainError('not-found');
      if (!mayClose(userId, emergency)) throw new DomainError('another-admin-required');
      if (emergency.closedAt) throw new DomainError('emergency-closed');
      await mustTouch(manager, 1, closeEmergency, [id, userId, this.clock.now(), justification]);
      this.audit.record(manager, context, record);
    });
  }
}

function view({ userId: readerId, accountType }: Principal, emergency: ListedRow): EmergencyView {
  const { id, requestId, proposalId, userId, openedBy, confirmedBy, closedBy, justification } = emergency;
  const status = statusOf(emergency);
  return {
    id,
    status,
    account: {
      id: userId,
      name: emergency.name,
      email: emergency.email,
      accountType: emergency.accountType,
    },
    requestId,
    recoveryStatus: emergency.recoveryStatus,
    proposalId,
    reason: emergency.reason,
    ticket: emergency.ticket,
    openedBy: { id: openedBy, name: emergency.openerName },
    confirmedBy: { id: confirmedBy, name: emergency.confirmerName },
    grantedAt: emergency.grantedAt.toISOString(),
    closeBy: emergency.closeBy.toISOString(),
    flaggedAt: emergency.flaggedAt?.toISOString() ?? null,
    closedBy: closedBy === null ? null : { id: closedBy, name: emergency.closerName },
    closedAt: emergency.closedAt?.toISOString() ?? null,
    justification,
    closable: accountType === 'admin' && status !== 'closed' && mayClose(readerId, emergency),
  };
}
