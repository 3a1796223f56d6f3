import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import { Clock } from '../common/clock';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import type { AccountType } from '../users/account-type';
import { LoginChallengeService } from './2fa/login-challenge.service';
import type { Method } from './2fa/method';
import type { SessionTransport } from './sessions/session.entity';
import { type IssuedSession, SessionService } from './sessions/session.service';

export interface LoggedIn extends IssuedSession {
  transport: SessionTransport;
  user: { id: string; email: string; name: string; accountType: AccountType };
}

export interface SecondStep {
  loginToken: string;
  code: string;
  method?: Method;
}

@Injectable()
export class LoginSecondStepService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly sessions: SessionService,
    private readonly challenges: LoginChallengeService,
    private readonly audit: AuditRecorder,
  ) {}

  /** One login makes one session: its row is locked while the code is judged, and ends when the code was right. */
  async validate(step: SecondStep, context: RequestContext): Promise<LoggedIn> {
    const outcome = await this.transactor.run((manager) => this.judge(manager, step, context));
    if (outcome instanceof DomainError) throw outcome;
    return outcome;
  }

  private async judge(
    manager: EntityManager,
    { loginToken, code, method }: SecondStep,
    context: RequestContext,
  ): Promise<LoggedIn | DomainError> {
    const login = await this.sessions.lockPendingLogin(manager, loginToken);
    if (!login) return this.refuse(manager, context, null, null, new DomainError('login-expired'));
    const { sessionId, user } = login;
    const verdict = await this.challenges.submit(manager, context, {
      userId: user.id,
      sessionId,
      code,
      method,
    });
    if (!verdict.accepted) return this.refuse(manager, context, user.id, sessionId, verdict.error);
    const session = await this.sessions.elevate(manager, sessionId, context, this.clock.now());
    this.audit.record(manager, context, {
      type: 'session.second_factor',
      actorId: user.id,
      subject: { type: 'session', id: session.id },
      details: { method: verdict.method, challengeId: verdict.challengeId, factorId: verdict.factorId },
    });
    return { ...session, user };
  }

  /** Committed, then thrown: a refused code stays counted. */
  private async refuse(
    manager: EntityManager,
    context: RequestContext,
    actorId: string | null,
    sessionId: string | null,
    error: DomainError,
  ): Promise<DomainError> {
    this.audit.record(manager, context, {
      type: 'session.second_factor',
      outcome: 'failure',
      actorId,
      subject: { type: 'session', id: sessionId },
      details: { reason: error.code },
    });
    return error;
  }
}
