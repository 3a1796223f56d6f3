import { Injectable } from '@nestjs/common';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import { LockoutService } from '../auth/2fa/lockout/lockout.service';
import { SessionService } from '../auth/sessions/session.service';
import { Clock } from '../common/clock';
import { sha256 } from '../common/crypto/hashing';
import { Database } from '../common/database/database';
import { row } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { RecoveryProgress, type RecoveryRow } from './recovery-progress';
import { findByVeto, findRequest } from './recovery-statements';
import { RecoveryTelling } from './recovery-telling';

/** Whoever holds a link of its notices stops a recovery, without a login. It only ever stops, so it is harmless in a thief's hands. */
@Injectable()
export class RecoveryVeto {
  constructor(
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly sessions: SessionService,
    private readonly progress: RecoveryProgress,
    private readonly telling: RecoveryTelling,
    private readonly audit: AuditRecorder,
  ) {}

  /** Good once. What the link to complete has opened ends with it. @throws recovery-link-invalid, recovery-over */
  async veto(token: string, context: RequestContext): Promise<{ vetoedAt: Date }> {
    const named = await this.database.row<RecoveryRow>(findByVeto, [sha256(token)]);
    if (!named) throw await this.refuse(context, null, 'recovery-link-invalid');
    const { id, userId } = named;
    const done = await this.transactor.run(async (manager) => {
      await this.lockout.lock(manager, userId);
      const request = await row<RecoveryRow>(manager, findRequest, [id]);
      if (!request || request.endedAt) return request?.status ?? 'expired';
      const { sessionId } = request;
      await this.progress.move(manager, context, request, { event: 'vetoed', actor: { kind: 'owner' } });
      if (sessionId && (await this.sessions.end(manager, sessionId))) {
        const subject = { type: 'session', id: sessionId } as const;
        const ended = { type: 'session.revoked', actorId: userId, subject } as const;
        this.audit.record(manager, context, { ...ended, details: { cause: 'recovery.progressed' } });
      }
      const notice = { kind: 'recovery-ended', how: 'vetoed' } as const;
      await this.telling.ended(manager, context, { userId, requestId: id }, notice);
      await this.telling.admins(manager, context, 'recovery-stopped');
      return null;
    });
    if (done === null) return { vetoedAt: this.clock.now() };
    throw await this.refuse(context, id, 'recovery-over', done);
  }

  private async refuse(
    context: RequestContext,
    id: string | null,
    code: 'recovery-link-invalid' | 'recovery-over',
    recoveryStatus?: string,
  ): Promise<DomainError> {
    const record: AuditRecord = {
      type: 'recovery.progressed',
      outcome: 'failure',
      actorId: null,
      subject: { type: 'recovery_request', id },
      details: { event: 'vetoed', by: 'owner', reason: code },
    };
    await this.audit.recordAlone(context, record);
    return new DomainError(code, recoveryStatus ? { recoveryStatus } : {});
  }
}
