import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../../audit/audit-recorder';
import { Clock } from '../../../common/clock';
import { rows } from '../../../common/database/sql';
import type { RequestContext } from '../../../common/http/request-context';
import { SessionService } from '../../sessions/session.service';
import type { RevocationCause } from './trusted-device';
import { revokeDevices } from './trusted-device-statements';

interface Revocation {
  /** All of the person's when absent. */
  deviceId?: string;
  cause: RevocationCause;
  /** Goes on although a revoked device has opened it. */
  keepSessionId?: string | null;
}

/** Ends trust together with the sessions it has opened without a second factor. The caller has locked the person's budget. */
@Injectable()
export class TrustedDeviceRevocation {
  constructor(
    private readonly clock: Clock,
    private readonly sessions: SessionService,
    private readonly audit: AuditRecorder,
  ) {}

  /** @returns how many devices lost their trust */
  async revoke(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    { deviceId, cause, keepSessionId }: Revocation,
  ): Promise<number> {
    const values = [userId, deviceId ?? null, this.clock.now(), cause];
    const revoked = (await rows<{ id: string }>(manager, revokeDevices, values)).map(({ id }) => id);
    if (revoked.length === 0) return 0;
    const ended = await this.sessions.endOpenedBy(manager, revoked, keepSessionId);
    this.audit.record(
      manager,
      context,
      ...revoked.map(
        (id): AuditRecord => ({
          type: 'device.revoked',
          actorId: userId,
          subject: { type: 'trusted_device', id },
          details: { cause },
        }),
      ),
      ...ended.map(
        (id): AuditRecord => ({
          type: 'session.revoked',
          actorId: userId,
          subject: { type: 'session', id },
          details: { cause: 'device.revoked' },
        }),
      ),
    );
    return revoked.length;
  }
}
