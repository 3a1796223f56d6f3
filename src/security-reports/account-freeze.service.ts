import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import { ChallengeService } from '../auth/2fa/challenges/challenge.service';
import { TrustedDeviceRevocation } from '../auth/2fa/trusted-devices/trusted-device-revocation';
import { AccountMail } from '../auth/account-mail';
import { SessionService } from '../auth/sessions/session.service';
import type { RequestContext } from '../common/http/request-context';
import { ApprovalVoiding } from '../milestones/approvals/approval-voiding';
import { HoldService } from '../payments/holds/hold.service';
import type { AccountType } from '../users/account-type';
import { UserService } from '../users/user.service';

/**
 * Takes an account out of everybody's hands: what is open is closed, no money leaves, and the password, which a thief must
 * have known, opens nothing until its owner sets a new one through the mailbox. The caller has locked the person's budget.
 */
@Injectable()
export class AccountFreeze {
  constructor(
    private readonly sessions: SessionService,
    private readonly devices: TrustedDeviceRevocation,
    private readonly approvals: ApprovalVoiding,
    private readonly challenges: ChallengeService,
    private readonly holds: HoldService,
    private readonly users: UserService,
    private readonly mail: AccountMail,
    private readonly audit: AuditRecorder,
  ) {}

  /** @param account with the address that a link to set a new password may go to; null when there is none */
  async freeze(
    manager: EntityManager,
    context: RequestContext,
    { userId, email, accountType }: { userId: string; email: string | null; accountType: AccountType },
    reportId: string,
  ): Promise<void> {
    const cause = 'security.reported';
    if (accountType === 'client')
      await this.holds.place(manager, context, {
        clientId: userId,
        reason: 'reported',
        source: 'wasnt-me-link',
        placedBy: null,
        originId: reportId,
        endsAt: null,
      });
    await this.approvals.voidAllOf(manager, context, userId, 'reported');
    await this.challenges.voidAllOf(manager, userId);
    const ended = await this.sessions.endAll(manager, userId);
    const records = ended.map(
      (id): AuditRecord => ({
        type: 'session.revoked',
        actorId: userId,
        subject: { type: 'session', id },
        details: { cause, reportId },
      }),
    );
    if (records.length > 0) this.audit.record(manager, context, ...records);
    await this.devices.revoke(manager, context, userId, { cause });
    await this.users.clearPassword(manager, userId);
    if (email !== null) await this.mail.queuePasswordLink(manager, { id: userId, email });
  }
}
