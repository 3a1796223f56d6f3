import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import { BackupCodesService } from '../auth/2fa/backup-codes/backup-codes.service';
import { LockoutService } from '../auth/2fa/lockout/lockout.service';
import { Clock } from '../common/clock';
import { execute, row } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import type { RequestContext } from '../common/http/request-context';
import type { AccountType } from '../users/account-type';
import { normalizeEmail } from '../users/email-address';
import { MailBudget } from '../users/mail-budget';
import { RecoveryOpening } from './recovery-opening';
import type { RecoveryRow } from './recovery-progress';
import { findLiveOfUser, findUserForRecovery, proveCode } from './recovery-statements';
import { RecoveryTelling } from './recovery-telling';

/** Far above what the work takes, so that its length cannot be read from the answer. */
const ANSWER_AFTER_MS = 300;
/** Spends nothing, for addresses that nobody has: they take as long. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export interface WantedRecovery {
  email: string;
  reason: string;
  /** The saved recovery code in its one spelling. */
  recoveryCode: string | null;
}

interface Found extends Record<string, unknown> {
  userId: string;
  email: string;
  name: string;
  accountType: AccountType;
}

/** Somebody says that they have lost their factors. The same answer at the same moment, whoever the address belongs to. */
@Injectable()
export class RecoveryRequests {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly mailBudget: MailBudget,
    private readonly lockout: LockoutService,
    private readonly codes: BackupCodesService,
    private readonly opening: RecoveryOpening,
    private readonly telling: RecoveryTelling,
    private readonly audit: AuditRecorder,
  ) {}

  async request(wanted: WantedRecovery, context: RequestContext): Promise<void> {
    const answerTime = sleep(ANSWER_AFTER_MS);
    const email = normalizeEmail(wanted.email);
    const mayMail = await this.mailBudget.take('recovery', email);
    await this.transactor.run(async (manager) => {
      const user = await row<Found>(manager, findUserForRecovery, [null, email]);
      if (user && mayMail) await this.openFor(manager, context, user, wanted);
      else await this.refuse(manager, context, user, wanted);
    });
    await answerTime;
  }

  /** A code that comes later still counts while the request waits for its review. */
  private async openFor(
    manager: EntityManager,
    context: RequestContext,
    { userId }: Found,
    { reason, recoveryCode }: WantedRecovery,
  ): Promise<void> {
    await this.lockout.lock(manager, userId);
    const live = await row<RecoveryRow>(manager, findLiveOfUser, [userId]);
    const isOfUse = !live || (live.status === 'requested' && !live.codeProvenAt);
    const codeProven =
      recoveryCode !== null && isOfUse && (await this.codes.spendRecoveryCode(manager, userId, recoveryCode));
    const request = { userId, openedBy: null, reason, ticket: null, codeProven };
    const requestId = live?.id ?? (await this.opening.open(manager, context, request));
    if (live && codeProven) await execute(manager, proveCode, [live.id, this.clock.now()]);
    this.audit.record(manager, context, {
      type: 'recovery.requested',
      actorId: null,
      subject: { type: 'user', id: userId },
      details: { requestId, codeProven },
    });
    if (live) return;
    const notice = { kind: 'recovery-requested', byStaff: false } as const;
    await this.telling.progress(manager, context, { id: requestId, userId }, notice);
    await this.telling.admins(manager, context, 'recovery-waits');
  }

  private async refuse(
    manager: EntityManager,
    context: RequestContext,
    user: Found | null,
    { recoveryCode }: WantedRecovery,
  ): Promise<void> {
    if (recoveryCode !== null) await this.codes.spendRecoveryCode(manager, NOBODY, recoveryCode);
    this.audit.record(manager, context, {
      type: 'recovery.requested',
      outcome: 'failure',
      actorId: null,
      subject: { type: 'user', id: user?.userId ?? null },
      details: { reason: user ? 'too-many-mails' : 'unknown-address' },
    });
  }
}
