import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../../audit/audit-recorder';
import { Clock } from '../../../common/clock';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { Notices } from '../../../notifications/notices.service';
import type { Proof } from '../challenges/code';
import type { Purpose } from '../method';
import { TrustedDeviceRevocation } from '../trusted-devices/trusted-device-revocation';
import {
  afterFailure,
  afterPasskeyFailure,
  attemptsRemaining,
  endedLock,
  FAILURES_TO_DISABLE,
  passkeysRemaining,
  type VerificationBudget,
} from './lockout';
import { LockoutService } from './lockout.service';

interface Failed {
  userId: string;
  purpose: Purpose;
  /** A code unless it is said otherwise. */
  proof?: Proof;
}

/** Counts what is wrong in every flow, with what it entails: a lock of payment approval, and in the end of all codes. */
@Injectable()
export class FailedAttempts {
  constructor(
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly devices: TrustedDeviceRevocation,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /** @returns what the person may know */
  async count(
    manager: EntityManager,
    context: RequestContext,
    budget: VerificationBudget,
    { userId, purpose, proof }: Failed,
    record: AuditRecord,
  ): Promise<DomainError> {
    if (proof?.kind === 'passkey') return this.countPasskey(manager, context, userId, budget, record);
    const now = this.clock.now();
    const { budget: counted, lockedUntil, disabled } = afterFailure(budget, purpose, now);
    this.lockout.save(manager, userId, counted);
    this.audit.record(manager, context, record);
    if (lockedUntil) await this.startLock(manager, context, userId, budget, counted);
    if (disabled) await this.disable(manager, context, userId);
    return new DomainError('code-incorrect', {
      attemptsRemaining: attemptsRemaining(counted, purpose, now),
      ...(lockedUntil ? { lockedUntil } : {}),
    });
  }

  /** The key is the right one, so whoever has sent this holds a copy, or the owner does: they are told. */
  async countCloned(
    manager: EntityManager,
    context: RequestContext,
    budget: VerificationBudget,
    { userId }: Failed,
    record: AuditRecord,
    factorId: string,
  ): Promise<DomainError> {
    this.audit.record(manager, context, {
      type: 'factor.clone_suspected',
      actorId: userId,
      subject: { type: 'factor', id: factorId },
      details: { method: 'webauthn' },
    });
    await this.notices.add(manager, context, userId, { kind: 'passkey-copied' });
    return this.countPasskey(manager, context, userId, budget, record);
  }

  /** A refused passkey brakes the next ones; it is no guess, see `afterPasskeyFailure`. */
  async countPasskey(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    budget: VerificationBudget,
    record: AuditRecord,
  ): Promise<DomainError> {
    const now = this.clock.now();
    const counted = afterPasskeyFailure(budget, now);
    this.lockout.save(manager, userId, counted);
    this.audit.record(manager, context, record);
    return new DomainError('passkey-incorrect', { attemptsRemaining: passkeysRemaining(counted, now) });
  }

  private async startLock(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    before: VerificationBudget,
    { paymentLockedUntil: until, lockLevel: level }: VerificationBudget,
  ): Promise<void> {
    const subject = { type: 'user', id: userId } as const;
    const ended = endedLock(before, this.clock.now());
    if (ended)
      this.audit.record(manager, context, {
        type: 'lockout.ended',
        actorId: null,
        subject,
        details: { until: ended, level: before.lockLevel },
      });
    const details = { until, level };
    this.audit.record(manager, context, { type: 'lockout.started', actorId: userId, subject, details });
    if (until)
      await this.notices.add(manager, context, userId, {
        kind: 'payment-approval-locked',
        until: until.toISOString(),
      });
  }

  private async disable(manager: EntityManager, context: RequestContext, userId: string): Promise<void> {
    this.audit.record(manager, context, {
      type: 'factor.disabled',
      actorId: userId,
      subject: { type: 'user', id: userId },
      details: { failures: FAILURES_TO_DISABLE },
    });
    await this.devices.revoke(manager, context, userId, { cause: 'factor.disabled' });
    await this.notices.add(manager, context, userId, {
      kind: 'codes-disabled',
      failures: FAILURES_TO_DISABLE,
    });
  }
}
