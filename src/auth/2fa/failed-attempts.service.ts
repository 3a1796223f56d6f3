import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../audit/audit-recorder';
import { Clock } from '../../common/clock';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import {
  afterFailure,
  attemptsRemaining,
  endedLock,
  FAILURES_TO_DISABLE,
  type VerificationBudget,
} from './lockout';
import { LockoutService } from './lockout.service';
import type { Purpose } from './method';
import { SecurityAlertService } from './security-alert.service';
import { TrustedDeviceRevocation } from './trusted-devices/trusted-device-revocation';

/** Counts wrong codes of every flow, with what they entail: a lock of payment approval, and in the end of all codes. */
@Injectable()
export class FailedAttempts {
  constructor(
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly devices: TrustedDeviceRevocation,
    private readonly alerts: SecurityAlertService,
    private readonly audit: AuditRecorder,
  ) {}

  /** @returns what the person may know */
  async count(
    manager: EntityManager,
    context: RequestContext,
    budget: VerificationBudget,
    { userId, purpose }: { userId: string; purpose: Purpose },
    record: AuditRecord,
  ): Promise<DomainError> {
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
    const what = 'Payment approval was locked after three wrong codes';
    await this.alerts.queue(manager, context, userId, what);
  }

  private async disable(manager: EntityManager, context: RequestContext, userId: string): Promise<void> {
    this.audit.record(manager, context, {
      type: 'factor.disabled',
      actorId: userId,
      subject: { type: 'user', id: userId },
      details: { failures: FAILURES_TO_DISABLE },
    });
    await this.devices.revoke(manager, context, userId, { cause: 'factor.disabled' });
    await this.alerts.queue(
      manager,
      context,
      userId,
      `Your second factor was disabled after ${FAILURES_TO_DISABLE} wrong codes in a row. Use a backup code to set it up anew`,
    );
  }
}
