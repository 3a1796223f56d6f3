import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import { LockoutService } from '../auth/2fa/lockout/lockout.service';
import { AddressRestoration } from '../auth/email-change/address-restoration.service';
import { Clock } from '../common/clock';
import { sha256 } from '../common/crypto/hashing';
import { Database } from '../common/database/database';
import { row } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import { deviceName } from '../common/http/device-name';
import type { RequestContext } from '../common/http/request-context';
import { Random } from '../common/random';
import { titleOf } from '../notifications/describe-notice';
import { Notices } from '../notifications/notices.service';
import type { AccountType } from '../users/account-type';
import { AccountFreeze } from './account-freeze.service';
import { findReportable, findReportOfNotice, insertReport } from './security-report-statements';

interface ReportableNotice extends Record<string, unknown> {
  id: string;
  kind: string;
  createdAt: Date;
  userId: string;
  email: string;
  accountType: AccountType;
}

export type Reported = { reportedAt: Date };

/**
 * Somebody says of a change to their account that it was not theirs, by the link in the notice and without a login. The
 * link only ever stops things, so it is harmless in a thief's hands: whoever reads the mailbox can freeze the account and
 * do no more with it.
 */
@Injectable()
export class SecurityReportService {
  constructor(
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly lockout: LockoutService,
    private readonly addresses: AddressRestoration,
    private readonly freeze: AccountFreeze,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /** Using a link again does nothing more and answers the same. @throws report-link-invalid */
  async report(token: string, context: RequestContext): Promise<Reported> {
    const notice = await this.database.row<ReportableNotice>(findReportable, [
      sha256(token),
      this.clock.now(),
    ]);
    if (!notice) return this.refuse(context);
    return this.transactor.run(async (manager) => {
      await this.lockout.lock(manager, notice.userId);
      const made = await this.insert(manager, context, notice);
      if (!made) return this.earlier(manager, notice);
      const { id: reportId, reportedAt } = made;
      const noticed = { noticedAt: notice.createdAt, reportId };
      const email = await this.addresses.restore(manager, context, notice, noticed);
      await this.freeze.freeze(manager, context, { ...notice, email }, reportId);
      await this.tell(manager, context, notice);
      this.audit.record(manager, context, {
        type: 'security.reported',
        actorId: notice.userId,
        subject: { type: 'user', id: notice.userId },
        details: { reportId, kind: notice.kind, notificationId: notice.id, noticedAt: notice.createdAt },
      });
      return { reportedAt };
    });
  }

  private insert(
    manager: EntityManager,
    { ip, userAgent }: RequestContext,
    { id, kind, createdAt, userId }: ReportableNotice,
  ): Promise<(Reported & { id: string }) | null> {
    return row<Reported & { id: string }>(manager, insertReport, [
      this.random.id(),
      userId,
      id,
      kind,
      createdAt,
      ip,
      userAgent === null ? null : deviceName(userAgent),
      this.clock.now(),
    ]);
  }

  private async earlier(manager: EntityManager, { id }: ReportableNotice): Promise<Reported> {
    const found = await row<Reported>(manager, findReportOfNotice, [id]);
    if (!found) throw new Error('A report is neither new nor there');
    return found;
  }

  private async tell(
    manager: EntityManager,
    context: RequestContext,
    { userId, kind }: ReportableNotice,
  ): Promise<void> {
    const about = titleOf(kind);
    await this.notices.add(manager, context, userId, { kind: 'account-reported', about });
    await this.notices.addForAll(manager, context, 'admin', { kind: 'account-report-filed', about });
  }

  private async refuse(context: RequestContext): Promise<never> {
    await this.audit.recordAlone(context, {
      type: 'security.reported',
      outcome: 'failure',
      actorId: null,
      subject: { type: 'user', id: null },
      details: { reason: 'report-link-invalid' },
    });
    throw new DomainError('report-link-invalid');
  }
}
