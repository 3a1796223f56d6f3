import { Injectable } from '@nestjs/common';
import type { AuditRecord } from '../../../audit/audit-recorder';
import { Refusals } from '../../../audit/refusals';
import { Clock } from '../../../common/clock';
import { sha256 } from '../../../common/crypto/hashing';
import { Database } from '../../../common/database/database';
import { Transactor } from '../../../common/database/transactor';
import { DomainError } from '../../../common/domain-error';
import { maskAddress } from '../../../common/http/address-network';
import { type Page, type PageQuery, positionOf, toPage } from '../../../common/http/page';
import type { RequestContext } from '../../../common/http/request-context';
import type { Principal } from '../../sessions/principal';
import { LockoutService } from '../lockout/lockout.service';
import { TrustedDeviceRevocation } from './trusted-device-revocation';
import { listLiveDevices } from './trusted-device-statements';
import type { TrustedDeviceView } from './trusted-device-view';

interface ListedDevice extends Record<string, unknown> {
  id: string;
  name: string;
  ip: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date;
  current: boolean;
}

/** What people do with the devices they trust: see them and stop trusting them. */
@Injectable()
export class TrustedDeviceListService {
  constructor(
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly revocation: TrustedDeviceRevocation,
    private readonly refusals: Refusals,
  ) {}

  async list(
    { userId }: Principal,
    query: PageQuery,
    presented: string | null,
  ): Promise<Page<TrustedDeviceView>> {
    const found = await this.database.rows<ListedDevice>(listLiveDevices, [
      userId,
      this.clock.now(),
      positionOf(query),
      query.limit + 1,
      presented === null ? null : sha256(presented),
    ]);
    return toPage(found, query.limit, (device) => ({
      id: device.id,
      name: device.name,
      maskedAddress: maskAddress(device.ip),
      createdAt: device.createdAt.toISOString(),
      lastUsedAt: device.lastUsedAt?.toISOString() ?? null,
      expiresAt: device.expiresAt.toISOString(),
      current: device.current,
    }));
  }

  /** @throws not-found */
  async revokeOne(principal: Principal, context: RequestContext, deviceId: string): Promise<void> {
    const record: AuditRecord = {
      type: 'device.revoked',
      actorId: principal.userId,
      subject: { type: 'trusted_device', id: deviceId },
    };
    await this.refusals.audited(context, record, async () => {
      if ((await this.revoke(principal, context, deviceId)) === 0) throw new DomainError('not-found');
    });
  }

  async revokeAll(principal: Principal, context: RequestContext): Promise<void> {
    await this.revoke(principal, context);
  }

  private revoke(
    { userId, sessionId: keepSessionId }: Principal,
    context: RequestContext,
    deviceId?: string,
  ): Promise<number> {
    return this.transactor.run(async (manager) => {
      await this.lockout.lock(manager, userId);
      const revocation = { deviceId, cause: 'revoked-by-user', keepSessionId } as const;
      return this.revocation.revoke(manager, context, userId, revocation);
    });
  }
}
