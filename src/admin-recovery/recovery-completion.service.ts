import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import { LockoutService } from '../auth/2fa/lockout/lockout.service';
import { PolicyReader } from '../auth/2fa/policy/policy-reader.service';
import type { LoggedIn } from '../auth/login-second-step.service';
import type { SessionTransport } from '../auth/sessions/session.entity';
import { SessionService } from '../auth/sessions/session.service';
import { Clock } from '../common/clock';
import { sha256 } from '../common/crypto/hashing';
import { Database } from '../common/database/database';
import { row } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { AccountClosing } from './account-closing';
import { RecoveryProgress, type RecoveryRow } from './recovery-progress';
import { findByLink, findRequest } from './recovery-statements';
import { RecoveryTelling } from './recovery-telling';

/** The link at the end of a recovery opens, once, a session that may only enrol. What protects the account stays until that is done. */
@Injectable()
export class RecoveryCompletion {
  constructor(
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly sessions: SessionService,
    private readonly closing: AccountClosing,
    private readonly policies: PolicyReader,
    private readonly progress: RecoveryProgress,
    private readonly telling: RecoveryTelling,
    private readonly audit: AuditRecorder,
  ) {}

  /** @throws recovery-link-invalid */
  async complete(token: string, transport: SessionTransport, context: RequestContext): Promise<LoggedIn> {
    const linkHash = sha256(token);
    const named = await this.database.row<RecoveryRow>(findByLink, [linkHash]);
    const opened =
      named && (await this.transactor.run((manager) => this.open(manager, context, named, transport)));
    if (opened) return opened;
    const refused: AuditRecord = {
      type: 'recovery.progressed',
      outcome: 'failure',
      actorId: null,
      subject: { type: 'recovery_request', id: named?.id ?? null },
      details: { event: 'link-used', by: 'owner', reason: 'recovery-link-invalid' },
    };
    await this.audit.recordAlone(context, refused);
    throw new DomainError('recovery-link-invalid');
  }

  private async open(
    manager: EntityManager,
    context: RequestContext,
    { id, userId }: RecoveryRow,
    transport: SessionTransport,
  ): Promise<LoggedIn | null> {
    await this.lockout.lock(manager, userId);
    const request = await row<RecoveryRow>(manager, findRequest, [id]);
    const now = this.clock.now();
    if (request?.status !== 'ready' || !request.dueAt || request.dueAt <= now) return null;
    await this.closing.close(manager, context, request);
    const reEnrolment = 'recovery';
    const wanted = { userId, kind: 'full', transport, context, secondFactorAt: null, reEnrolment } as const;
    const session = await this.sessions.create(manager, wanted);
    const step = { event: 'link-used', actor: { kind: 'owner' } } as const;
    const state = { dueAt: session.expiresAt, sessionId: session.id };
    await this.progress.move(manager, context, request, { ...step, ...state });
    await this.telling.progress(manager, context, request, { kind: 'recovery-begun' });
    const { methods } = await this.policies.standingIn(manager, userId);
    const { email, name, accountType } = request;
    const user = { id: userId, email, name, accountType };
    return { ...session, transport, user, device: null, enrolment: methods };
  }
}
