import { Injectable } from '@nestjs/common';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import { AdminActs } from '../auth/2fa/challenges/admin-acts';
import type { Principal } from '../auth/sessions/principal';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { execute } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import { positionOf, toPage } from '../common/http/page';
import type { RequestContext } from '../common/http/request-context';
import { titleOf } from '../notifications/describe-notice';
import { placeOf } from '../notifications/place';
import type { AccountType } from '../users/account-type';
import type { ReportStatus } from './security-report.entity';
import { closeReport, listReports } from './security-report-statements';
import type { SecurityReportPage, SecurityReportQuery } from './security-reports.dto';

interface ListedReport extends Record<string, unknown> {
  id: string;
  status: ReportStatus;
  noticeKind: string;
  noticedAt: Date;
  ip: string | null;
  device: string | null;
  createdAt: Date;
  closedAt: Date | null;
  closedBy: string | null;
  note: string | null;
  userId: string;
  name: string;
  email: string;
  accountType: AccountType;
}

/** What admins do about reports: see them, and close them once they have looked into what happened. */
@Injectable()
export class SecurityReportReview {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly acts: AdminActs,
    private readonly audit: AuditRecorder,
  ) {}

  async list(query: SecurityReportQuery): Promise<SecurityReportPage> {
    const values = [positionOf(query), query.status ?? null, query.limit + 1];
    const found = await this.database.rows<ListedReport>(listReports, values);
    return toPage(found, query.limit, (report) => ({
      id: report.id,
      status: report.status,
      account: {
        id: report.userId,
        name: report.name,
        email: report.email,
        accountType: report.accountType,
      },
      about: {
        kind: report.noticeKind,
        title: titleOf(report.noticeKind),
        at: report.noticedAt.toISOString(),
      },
      reportedAt: report.createdAt.toISOString(),
      place: placeOf(report.ip, report.device),
      closedAt: report.closedAt?.toISOString() ?? null,
      closedBy: report.closedBy,
      note: report.note,
    }));
  }

  /**
   * Spends a challenge with purpose `admin-recovery`, unless it is refused. Lifts no hold: that is an act of its own.
   * @throws second-factor-required; not-found unless it is open, and about another account
   */
  async close(
    admin: Principal,
    context: RequestContext,
    id: string,
    note: string,
    challengeId: string | null,
  ): Promise<void> {
    const { userId } = admin;
    const record: AuditRecord = {
      type: 'security.report_closed',
      actorId: userId,
      subject: { type: 'security_report', id },
    };
    return this.acts.run({ admin, context, challengeId, record }, async (manager) => {
      const { rowCount } = await execute(manager, closeReport, [id, this.clock.now(), userId, note]);
      if (rowCount === 0) throw new DomainError('not-found');
      this.audit.record(manager, context, record);
    });
  }
}
