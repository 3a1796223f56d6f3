import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../../audit/audit-recorder';
import { Clock } from '../../../common/clock';
import type { RequestContext } from '../../../common/http/request-context';
import { Notices } from '../../../notifications/notices.service';
import { Comparison } from '../challenges/code-transactor';
import { reserve, type VerificationBudget } from '../lockout/lockout';
import { LockoutService } from '../lockout/lockout.service';
import type { Purpose } from '../method';
import { LOW_STOCK } from './backup-code';
import { BackupCodesService } from './backup-codes.service';

/** Backup codes inside of the transactions that judge them. The caller has locked the person's budget. */
@Injectable()
export class BackupCodeUse {
  constructor(
    private readonly clock: Clock,
    private readonly backupCodes: BackupCodesService,
    private readonly lockout: LockoutService,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /** Until the outcome is known the attempt counts as failed: parallel ones cannot exceed the budget. */
  async reserve(
    manager: EntityManager,
    budget: VerificationBudget,
    userId: string,
    letters: string,
  ): Promise<Comparison> {
    const candidate = await this.backupCodes.candidate(manager, userId, letters);
    const { budget: reserved, reservedAt } = reserve(budget, this.clock.now());
    this.lockout.save(manager, userId, reserved);
    return new Comparison(userId, letters, candidate, reservedAt);
  }

  /** Spends it, audits it and tells the owner. False when somebody was quicker: then it is a wrong code like any other. */
  async spend(
    manager: EntityManager,
    context: RequestContext,
    { userId, purpose }: { userId: string; purpose: Purpose },
    backupCodeId: string,
  ): Promise<boolean> {
    const remaining = await this.backupCodes.spend(manager, userId, backupCodeId);
    if (remaining === null) return false;
    this.audit.record(manager, context, {
      type: 'backup_code.used',
      actorId: userId,
      subject: { type: 'user', id: userId },
      details: { purpose, backupCodesRemaining: remaining },
    });
    await this.notices.add(manager, context, userId, { kind: 'backup-code-used', purpose, remaining });
    if (remaining === LOW_STOCK)
      await this.notices.add(manager, context, userId, { kind: 'backup-codes-low', remaining });
    return true;
  }
}
