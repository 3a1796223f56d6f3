import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../audit/audit-recorder';
import type { RequestContext } from '../../common/http/request-context';
import { Notices } from '../../notifications/notices.service';
import { maskEmail } from '../../users/email-address';
import { ChallengeService } from '../2fa/challenges/challenge.service';
import { FactorRemovalService } from '../2fa/factors/factor-removal.service';
import { LooseningService } from '../2fa/loosening/loosening.service';
import { TrustedDeviceRevocation } from '../2fa/trusted-devices/trusted-device-revocation';
import type { Principal } from '../sessions/principal';
import { SessionService } from '../sessions/session.service';
import { Addresses } from './addresses';

const CAUSE = 'account.email_changed';

/**
 * The move to a proven address and what it entails: what the former one had opened, or could still open, is closed; payments
 * that need a code wait for a day; the factor that proved the former address goes with it. The caller has locked the person's budget.
 */
@Injectable()
export class EmailChangeAftermath {
  constructor(
    private readonly addresses: Addresses,
    private readonly factors: FactorRemovalService,
    private readonly loosenings: LooseningService,
    private readonly challenges: ChallengeService,
    private readonly sessions: SessionService,
    private readonly devices: TrustedDeviceRevocation,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /** @returns what the audit log is told @throws last-factor-required; a violation of `users_email_unique` */
  async settle(
    manager: EntityManager,
    { userId, sessionId }: Principal,
    context: RequestContext,
    from: string,
    to: string,
  ): Promise<Record<string, unknown>> {
    const emailFactorRemoved = await this.factors.removeAddress(manager, context, userId);
    // Told before the move, so that the link goes to the former address, and only there.
    const told = { kind: 'email-changed', to: maskEmail(to), emailFactorRemoved } as const;
    await this.notices.add(manager, context, userId, told, { alsoTo: [to] });
    await this.addresses.change(manager, userId, from, to);
    this.loosenings.record(manager, userId, { kind: 'email-changed' });
    await this.challenges.voidAllOf(manager, userId);
    const ended = await this.sessions.endAll(manager, userId, sessionId);
    const revoked = ended.map(
      (id): AuditRecord => ({
        type: 'session.revoked',
        actorId: userId,
        subject: { type: 'session', id },
        details: { cause: CAUSE },
      }),
    );
    if (revoked.length > 0) this.audit.record(manager, context, ...revoked);
    await this.devices.revoke(manager, context, userId, { cause: CAUSE, keepSessionId: sessionId });
    return { emailFactorRemoved };
  }
}
