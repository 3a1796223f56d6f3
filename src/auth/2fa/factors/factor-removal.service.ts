import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../../audit/audit-recorder';
import { Refusals } from '../../../audit/refusals';
import { Clock } from '../../../common/clock';
import { execute, rows } from '../../../common/database/sql';
import { Transactor } from '../../../common/database/transactor';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { AppConfig } from '../../../config/app-config';
import { Notices } from '../../../notifications/notices.service';
import { notLoggedIn } from '../../sessions/not-logged-in';
import type { Principal } from '../../sessions/principal';
import { SessionService } from '../../sessions/session.service';
import { BackupCodesService } from '../backup-codes/backup-codes.service';
import { type BothProofs, BothProofsService } from '../both-proofs.service';
import { findActiveFactors } from '../challenges/challenge-statements';
import { LockoutService } from '../lockout/lockout.service';
import { LooseningService } from '../loosening/loosening.service';
import type { Method } from '../method';
import { PolicyReader } from '../policy/policy-reader.service';
import { SmsConsents } from '../sms/sms-consents';
import { TrustedDeviceRevocation } from '../trusted-devices/trusted-device-revocation';
import { markDisabled, removeFactors } from './factor-statements';

/**
 * Takes factors away: one after a challenge, or all of them with password and code. Secrets are wiped; backup codes go
 * with the last factor.
 */
@Injectable()
export class FactorRemovalService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly bothProofs: BothProofsService,
    private readonly backupCodes: BackupCodesService,
    private readonly lockout: LockoutService,
    private readonly loosenings: LooseningService,
    private readonly consents: SmsConsents,
    private readonly sessions: SessionService,
    private readonly devices: TrustedDeviceRevocation,
    private readonly policies: PolicyReader,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  async disable(principal: Principal, context: RequestContext, proofs: BothProofs): Promise<void> {
    const { userId } = principal;
    const record: AuditRecord = {
      type: 'two_factor.disabled',
      actorId: userId,
      subject: { type: 'user', id: userId },
    };
    await this.refusals.audited(context, record, async () => {
      const { enforcement } = await this.policies.standing(userId);
      if (enforcement === 'required') throw requiredByPolicy();
    });
    await this.bothProofs.require(principal, context, proofs, record, {
      prepare: async () => undefined,
      act: async (manager) => {
        await this.remove(manager, principal, context, null);
        await this.turnOff(manager, principal, context);
      },
    });
  }

  /** For a request that has spent a challenge with purpose `manage-factors`. @throws unauthenticated; last-factor-required, also when what would be left is switched off */
  async removeOne(principal: Principal, context: RequestContext, factorId: string): Promise<void> {
    const { userId, sessionId } = principal;
    const record: AuditRecord = {
      type: 'factor.removed',
      actorId: userId,
      subject: { type: 'factor', id: factorId },
    };
    const removal = async (manager: EntityManager) => {
      await this.lockout.lock(manager, userId);
      // Its challenge was spent in a transaction of its own.
      if (!(await this.sessions.holdLive(manager, sessionId))) throw notLoggedIn();
      const methods = await this.remove(manager, principal, context, factorId);
      await this.assertEnoughLeft(manager, userId);
      await this.notices.add(manager, context, userId, { kind: 'factor-removed', methods });
    };
    await this.refusals.audited(context, record, () => this.transactor.run(removal));
  }

  /**
   * Codes by e-mail prove an address, so they end with it: the next one has to be set up anew. The caller has locked the person's
   * budget, and tells of it.
   * @returns whether there was such a factor
   * @throws last-factor-required
   */
  async removeAddress(manager: EntityManager, context: RequestContext, userId: string): Promise<boolean> {
    const active = await rows<{ id: string; method: Method }>(manager, findActiveFactors, [userId]);
    const factor = active.find(({ method }) => method === 'email');
    if (!factor) return false;
    await execute(manager, removeFactors, [userId, factor.id, this.clock.now()]);
    await this.assertEnoughLeft(manager, userId);
    this.audit.record(manager, context, {
      type: 'factor.removed',
      actorId: userId,
      subject: { type: 'factor', id: factor.id },
      details: { method: factor.method, cause: 'account.email_changed' },
    });
    return true;
  }

  private async assertEnoughLeft(manager: EntityManager, userId: string): Promise<void> {
    const left = await rows<{ method: Method }>(manager, findActiveFactors, [userId]);
    if (!left.some(({ method }) => this.config.twoFactorMethods.includes(method)))
      throw new DomainError('last-factor-required');
    const { graceEndsAt } = await this.policies.standingIn(manager, userId);
    if (graceEndsAt) throw requiredByPolicy();
  }

  private async remove(
    manager: EntityManager,
    { userId, sessionId }: Principal,
    context: RequestContext,
    factorId: string | null,
  ): Promise<Method[]> {
    const removed = await rows<{ id: string; method: Method }>(manager, removeFactors, [
      userId,
      factorId,
      this.clock.now(),
    ]);
    if (removed.length === 0) throw new DomainError('not-found');
    this.loosenings.record(manager, userId, { kind: 'factor-removed' });
    const phones = removed.filter(({ method }) => method === 'sms').map(({ id }) => id);
    if (phones.length > 0) await this.consents.withdraw(manager, context, phones, 'factor-removed');
    const ended = await this.sessions.endAll(manager, userId, sessionId);
    await this.devices.revoke(manager, context, userId, {
      cause: 'factor.removed',
      keepSessionId: sessionId,
    });
    this.audit.record(
      manager,
      context,
      ...removed.map(
        ({ id, method }): AuditRecord => ({
          type: 'factor.removed',
          actorId: userId,
          subject: { type: 'factor', id },
          details: { method },
        }),
      ),
      ...ended.map(
        (id): AuditRecord => ({
          type: 'session.revoked',
          actorId: userId,
          subject: { type: 'session', id },
          details: { cause: 'factor.removed' },
        }),
      ),
    );
    return removed.map(({ method }) => method);
  }

  private async turnOff(
    manager: EntityManager,
    { userId }: Principal,
    context: RequestContext,
  ): Promise<void> {
    await this.backupCodes.remove(manager, userId);
    await execute(manager, markDisabled, [userId, this.clock.now()]);
    this.audit.record(manager, context, {
      type: 'two_factor.disabled',
      actorId: userId,
      subject: { type: 'user', id: userId },
    });
    await this.notices.add(manager, context, userId, { kind: 'two-factor-disabled' });
  }
}

function requiredByPolicy(): DomainError {
  return new DomainError('last-factor-required', {
    detail: 'Your kind of account needs a second factor that is strong enough. Add another one first.',
  });
}
