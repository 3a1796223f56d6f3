import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import { ChallengeService } from '../auth/2fa/challenges/challenge.service';
import { TrustedDeviceRevocation } from '../auth/2fa/trusted-devices/trusted-device-revocation';
import { SessionService } from '../auth/sessions/session.service';
import type { RequestContext } from '../common/http/request-context';
import { ApprovalVoiding } from '../milestones/approvals/approval-voiding';
import { RecoveryHolds } from './recovery-holds';
import type { RecoveryRow } from './recovery-progress';

/** Ends what is open of an account that is being recovered, and holds its payments. The caller has locked the person's budget. */
@Injectable()
export class AccountClosing {
  constructor(
    private readonly sessions: SessionService,
    private readonly devices: TrustedDeviceRevocation,
    private readonly approvals: ApprovalVoiding,
    private readonly challenges: ChallengeService,
    private readonly holds: RecoveryHolds,
    private readonly audit: AuditRecorder,
  ) {}

  async close(manager: EntityManager, context: RequestContext, request: RecoveryRow): Promise<void> {
    const { id, userId } = request;
    const cause = 'recovery.progressed';
    await this.holds.ofRequest(manager, context, request, id);
    await this.approvals.voidAllOf(manager, context, userId, 'recovered');
    await this.challenges.voidAllOf(manager, userId);
    const ended = await this.sessions.endAll(manager, userId);
    const records = ended.map(
      (sessionId): AuditRecord => ({
        type: 'session.revoked',
        actorId: userId,
        subject: { type: 'session', id: sessionId },
        details: { cause },
      }),
    );
    if (records.length > 0) this.audit.record(manager, context, ...records);
    await this.devices.revoke(manager, context, userId, { cause });
  }
}
