import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../../audit/audit-recorder';
import { after, Clock, DAY } from '../../../common/clock';
import { hmac, sha256 } from '../../../common/crypto/hashing';
import { enqueue, execute, row, rows } from '../../../common/database/sql';
import { deviceName } from '../../../common/http/device-name';
import type { RequestContext } from '../../../common/http/request-context';
import { Random } from '../../../common/random';
import { AppConfig } from '../../../config/app-config';
import { Notices } from '../../../notifications/notices.service';
import type { AccountType } from '../../../users/account-type';
import { SessionService } from '../../sessions/session.service';
import { methodsFor } from '../challenges/challenge-methods';
import { findActiveFactors } from '../challenges/challenge-statements';
import type { Method, ProofMethod } from '../method';
import type { PolicyRules } from '../policy/policy';
import { PolicyReader } from '../policy/policy-reader.service';
import { judgeToken, mayTrust, type TokenJudgement } from './trusted-device';
import { TrustedDeviceRevocation } from './trusted-device-revocation';
import { findPresentedToken, insertDevice, rotateToken } from './trusted-device-statements';

/** What the browser is to keep from now on. */
export interface DeviceToken {
  deviceId: string;
  token: string;
  expiresAt: Date;
}

/** Who wants to be remembered, and by what proof. */
export interface Trusting {
  userId: string;
  accountType: AccountType;
  /** Must still be live: a session that was ended meanwhile trusts nothing. */
  sessionId: string;
  provenBy: ProofMethod;
  /** The token that the browser brought along. */
  presented: string | null;
}

interface FoundDevice extends Record<string, unknown> {
  id: string;
  name: string;
  generation: number;
  rotatedAt: Date;
  rotationSalt: Buffer | null;
  expiresAt: Date;
  revokedAt: Date | null;
  tokenGeneration: number;
}

interface Presented {
  token: string;
  device: FoundDevice;
  judgement: TokenJudgement;
}

/** Remembers browsers that have seen a second factor. The caller has locked the person's budget, see `LockoutService.lock`. */
@Injectable()
export class TrustedDeviceService {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly sessions: SessionService,
    private readonly revocation: TrustedDeviceRevocation,
    private readonly policies: PolicyReader,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * Whether the browser spares this person the second step; its token is replaced by the one that is returned.
   * @param presentedAt when the request came in
   * A token that was replaced before has been copied: the device is revoked, and the caller commits that.
   */
  async use(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    token: string | null,
    presentedAt: Date,
  ): Promise<DeviceToken | null> {
    const presented = await this.find(manager, userId, token, presentedAt);
    if (!presented) return null;
    const { device, judgement } = presented;
    if (judgement === 'reused') await this.revokeCopied(manager, context, userId, device);
    if (judgement === 'reused' || judgement === 'void') return null;
    this.audit.record(manager, context, {
      type: 'device.used',
      actorId: userId,
      subject: { type: 'trusted_device', id: device.id },
      details: { token: judgement },
    });
    return this.next(manager, context, presented, device.expiresAt);
  }

  /** Null when the proof does not suffice for it. A browser that is trusted already stays the same device. */
  async trust(
    manager: EntityManager,
    context: RequestContext,
    wanted: Trusting,
  ): Promise<DeviceToken | null> {
    const { userId, sessionId } = wanted;
    const policy = await this.policies.inForce(manager, wanted.accountType);
    const refusal = await this.refuse(manager, wanted, policy);
    const record = { type: 'device.trusted', actorId: userId } as const;
    if (refusal) {
      const details = { reason: refusal, method: wanted.provenBy };
      const subject = { type: 'session', id: sessionId } as const;
      this.audit.record(manager, context, { ...record, outcome: 'failure', subject, details });
      return null;
    }
    const known = await this.find(manager, userId, wanted.presented, this.clock.now());
    if (known?.judgement === 'reused') await this.revokeCopied(manager, context, userId, known.device);
    const expiresAt = after(this.clock.now(), policy.trustDays * DAY);
    const renewed = known?.judgement === 'current' || known?.judgement === 'previous';
    const issued = renewed
      ? await this.next(manager, context, known as Presented, expiresAt)
      : await this.create(manager, context, userId, expiresAt);
    this.audit.record(manager, context, {
      ...record,
      subject: { type: 'trusted_device', id: issued.deviceId },
      details: { method: wanted.provenBy, renewed, expiresAt: issued.expiresAt },
    });
    return issued;
  }

  private async refuse(
    manager: EntityManager,
    { userId, accountType, sessionId, provenBy }: Trusting,
    policy: PolicyRules,
  ): Promise<string | null> {
    const live = await this.sessions.holdLive(manager, sessionId);
    if (!live) return 'session-ended';
    if (policy.trustDays === 0) return 'policy';
    const factors = await rows<{ method: Method }>(manager, findActiveFactors, [userId]);
    const forLogin = methodsFor({
      purpose: 'login',
      accountType,
      active: factors.map(({ method }) => method),
      enabled: this.config.twoFactorMethods,
      total: null,
      emailMaxAmount: this.config.emailMaxAmount,
      policy,
    });
    return mayTrust(provenBy, forLogin) ? null : 'method-too-weak';
  }

  private async find(
    manager: EntityManager,
    userId: string,
    token: string | null,
    presentedAt: Date,
  ): Promise<Presented | null> {
    if (token === null) return null;
    const device = await row<FoundDevice>(manager, findPresentedToken, [
      sha256(token),
      userId,
      this.clock.now(),
    ]);
    if (!device) return null;
    const judgement = judgeToken(
      { generation: device.tokenGeneration, presentedAt, device },
      this.clock.now(),
    );
    return { token, device, judgement };
  }

  private async create(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    expiresAt: Date,
  ): Promise<DeviceToken> {
    const deviceId = this.random.id();
    const token = this.random.token();
    const name = deviceName(context.userAgent);
    await execute(manager, insertDevice, [
      deviceId,
      userId,
      name,
      context.ip,
      this.clock.now(),
      expiresAt,
      sha256(token),
    ]);
    await this.notices.add(manager, context, userId, {
      kind: 'device-trusted',
      device: name,
      until: expiresAt.toISOString(),
    });
    return { deviceId, token, expiresAt };
  }

  /** Whoever presents the previous token gets the live one again, so that parallel requests all end up with the same. */
  private async next(
    manager: EntityManager,
    context: RequestContext,
    { token, device, judgement }: Presented,
    expiresAt: Date,
  ): Promise<DeviceToken> {
    const { id: deviceId, generation, rotationSalt } = device;
    if (judgement === 'previous' && rotationSalt)
      return { deviceId, token: this.successorOf(token, rotationSalt), expiresAt: device.expiresAt };
    const salt = this.random.bytes(32);
    const successor = this.successorOf(token, salt);
    const values = [deviceId, generation, sha256(successor), salt, this.clock.now(), context.ip, expiresAt];
    enqueue(manager, 1, rotateToken, values);
    return { deviceId, token: successor, expiresAt };
  }

  /** As good as random to whoever lacks the pepper, the salt of the row or the token before it, and never stored. */
  private successorOf(token: string, salt: Buffer): string {
    return hmac(this.config.codePepper, 'trusted-device', salt, token).toString('base64url');
  }

  private async revokeCopied(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    { id, name }: FoundDevice,
  ): Promise<void> {
    await this.revocation.revoke(manager, context, userId, { deviceId: id, cause: 'token-reused' });
    await this.notices.add(manager, context, userId, { kind: 'device-copied', device: name });
  }
}
