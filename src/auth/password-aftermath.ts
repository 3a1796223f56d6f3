import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import type { RequestContext } from '../common/http/request-context';
import { Notices } from '../notifications/notices.service';
import { AccountTokens } from '../users/account-tokens';
import { TrustedDeviceRevocation } from './2fa/trusted-devices/trusted-device-revocation';
import { SessionService } from './sessions/session.service';

interface Change {
  cause: 'account.password_changed' | 'account.password_reset';
  /** The session of whoever changed it, if they had one. */
  keepSessionId: string | null;
}

const kinds = {
  'account.password_changed': 'password-changed',
  'account.password_reset': 'password-reset',
} as const;

/**
 * What a new password entails, however it came: what the old one had opened is closed, and the owner is told. The caller
 * has locked the person's budget before all else, so that no second step of a login is under way and slips through.
 */
@Injectable()
export class PasswordAftermath {
  constructor(
    private readonly sessions: SessionService,
    private readonly tokens: AccountTokens,
    private readonly devices: TrustedDeviceRevocation,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  async settle(
    manager: EntityManager,
    userId: string,
    { cause, keepSessionId }: Change,
    context: RequestContext,
  ): Promise<void> {
    const ended = await this.sessions.endAll(manager, userId, keepSessionId);
    await this.tokens.revoke(manager, userId, 'set-password');
    await this.tokens.revoke(manager, userId, 'change-email');
    const revoked = ended.map(
      (id): AuditRecord => ({
        type: 'session.revoked',
        actorId: userId,
        subject: { type: 'session', id },
        details: { cause },
      }),
    );
    if (revoked.length > 0) this.audit.record(manager, context, ...revoked);
    await this.devices.revoke(manager, context, userId, { cause, keepSessionId });
    await this.notices.add(manager, context, userId, { kind: kinds[cause] });
  }
}
