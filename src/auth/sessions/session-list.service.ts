import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../audit/audit-recorder';
import { Refusals } from '../../audit/refusals';
import { Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { row } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { DomainError } from '../../common/domain-error';
import { deviceName } from '../../common/http/device-name';
import { type Page, type PageQuery, positionOf, toPage } from '../../common/http/page';
import type { RequestContext } from '../../common/http/request-context';
import { Notices } from '../../notifications/notices.service';
import { isWithinLifetime, policyInForce } from './policy-in-force';
import type { Principal } from './principal';
import { SessionService } from './session.service';
import { SessionView } from './session-view';

interface ListedSession {
  id: string;
  created_at: Date;
  last_seen_at: Date;
  ip: string | null;
  user_agent: string | null;
}

const listLiveSessions = {
  name: 'list-live-sessions',
  text: `
    SELECT s.id, s.created_at, s.last_seen_at, host(s.ip) AS ip, s.user_agent
    FROM sessions s JOIN users u ON u.id = s.user_id
      CROSS JOIN LATERAL (${policyInForce('u.account_type', '$2')}) p
    WHERE s.user_id = $1 AND s.kind = 'full' AND s.ended_at IS NULL AND s.expires_at > $2 AND ${isWithinLifetime('$2')}
      AND ($3::uuid IS NULL OR s.id < $3)
    ORDER BY s.id DESC LIMIT $4`,
};

const lockOwnSession = {
  name: 'lock-own-session',
  text: `SELECT id, user_agent FROM sessions WHERE id = $1 AND user_id = $2 AND kind = 'full' FOR UPDATE`,
};

/** What people do with their own sessions: see them and end them. */
@Injectable()
export class SessionListService {
  constructor(
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly sessions: SessionService,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  async list({ userId, sessionId }: Principal, query: PageQuery): Promise<Page<SessionView>> {
    const now = this.clock.now();
    const found = await this.database.rows<ListedSession>(listLiveSessions, [
      userId,
      now,
      positionOf(query),
      query.limit + 1,
    ]);
    return toPage(found, query.limit, ({ id, created_at, last_seen_at, ip, user_agent }) => ({
      id,
      createdAt: created_at,
      lastSeenAt: last_seen_at,
      ip,
      userAgent: user_agent,
      device: deviceName(user_agent),
      current: id === sessionId,
    }));
  }

  async logout({ userId, sessionId }: Principal, context: RequestContext): Promise<void> {
    await this.transactor.run(async (manager) => {
      if (!(await this.sessions.end(manager, sessionId))) return;
      this.audit.record(manager, context, {
        type: 'session.logout',
        actorId: userId,
        subject: { type: 'session', id: sessionId },
      });
    });
  }

  async revoke(
    { userId, sessionId: ownId }: Principal,
    sessionId: string,
    context: RequestContext,
  ): Promise<void> {
    const record: AuditRecord = {
      type: 'session.revoked',
      actorId: userId,
      subject: { type: 'session', id: sessionId },
    };
    const revocation = async (manager: EntityManager) => {
      const own = await row<{ user_agent: string | null }>(manager, lockOwnSession, [sessionId, userId]);
      if (!own || !(await this.sessions.end(manager, sessionId))) throw new DomainError('not-found');
      this.audit.record(manager, context, { ...record, details: { reason: 'revoked-by-user' } });
      if (sessionId !== ownId)
        await this.notices.add(manager, context, userId, {
          kind: 'session-ended',
          device: deviceName(own.user_agent),
        });
    };
    await this.refusals.audited(context, record, () => this.transactor.run(revocation));
  }
}
