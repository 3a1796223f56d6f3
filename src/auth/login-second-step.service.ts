import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import { Clock } from '../common/clock';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import type { AccountType } from '../users/account-type';
import type { Proof } from './2fa/challenges/code';
import { type EnteredProof, proofFrom } from './2fa/challenges/code-from';
import { CodeTransactor, Comparison } from './2fa/challenges/code-transactor';
import { LoginChallengeService } from './2fa/challenges/login-challenge.service';
import { ReEnrolments } from './2fa/factors/re-enrolments';
import type { ProofMethod } from './2fa/method';
import { type DeviceToken, TrustedDeviceService } from './2fa/trusted-devices/trusted-device.service';
import { type LoginSession, LoginSessions } from './login-sessions.service';
import { SessionService } from './sessions/session.service';

export interface LoggedIn extends LoginSession {
  user: { id: string; email: string; name: string; accountType: AccountType };
  /** What a trusted browser is to keep; null when it is not trusted. */
  device: DeviceToken | null;
}

export interface SecondStep extends EnteredProof {
  loginToken: string;
  method?: ProofMethod;
  trustDevice?: boolean;
  /** With a backup code: what follows is a session that may only replace the factors. */
  lostDevice?: boolean;
}

@Injectable()
export class LoginSecondStepService {
  constructor(
    private readonly codes: CodeTransactor,
    private readonly clock: Clock,
    private readonly sessions: SessionService,
    private readonly loginSessions: LoginSessions,
    private readonly challenges: LoginChallengeService,
    private readonly devices: TrustedDeviceService,
    private readonly reEnrolments: ReEnrolments,
    private readonly audit: AuditRecorder,
  ) {}

  /** One login makes one session: its challenge is spent and its own session ends with it. @throws login-expired */
  async validate(step: SecondStep, context: RequestContext, deviceToken: string | null): Promise<LoggedIn> {
    const entered = proofFrom(step, step.method);
    if (step.lostDevice && (entered.kind !== 'backup' || step.trustDevice)) throw onlyWithBackupCode();
    const outcome = await this.codes
      .run(entered, (manager, proof) => this.judge(manager, { ...step, proof }, context, deviceToken))
      .catch((error: unknown) => this.explain(error, context));
    if (outcome instanceof DomainError) throw outcome;
    return outcome;
  }

  private async judge(
    manager: EntityManager,
    { loginToken, proof, method, trustDevice = false, lostDevice = false }: SecondStep & { proof: Proof },
    context: RequestContext,
    deviceToken: string | null,
  ): Promise<LoggedIn | DomainError | Comparison> {
    const login = await this.sessions.findPendingLogin(manager, loginToken);
    if (!login) return this.refuse(manager, context, null, null, new DomainError('login-expired'));
    const { sessionId, user } = login;
    const verdict = await this.challenges.submit(manager, context, {
      userId: user.id,
      sessionId,
      proof,
      method,
    });
    if (verdict instanceof Comparison) return verdict;
    if (!verdict.accepted) return this.refuse(manager, context, user.id, sessionId, verdict.error);
    const { id: userId, accountType } = user;
    const trusting = { userId, accountType, sessionId, provenBy: verdict.method, presented: deviceToken };
    const device = trustDevice ? await this.devices.trust(manager, context, trusting) : null;
    const secondFactorAt = this.clock.now();
    const reEnrolment = lostDevice ? 'lost-device' : null;
    const isKnownDevice = device !== null;
    const finished = { userId, sessionId, secondFactorAt, reEnrolment, isKnownDevice } as const;
    const session = await this.loginSessions.begin(manager, context, finished);
    if (lostDevice) await this.reEnrolments.lost(manager, context, userId, session.id);
    this.audit.record(manager, context, {
      type: 'session.second_factor',
      actorId: user.id,
      subject: { type: 'session', id: session.id },
      details: { method: verdict.method, challengeId: verdict.challengeId, factorId: verdict.factorId },
    });
    return { ...session, user, device };
  }

  /** The login ended while its code was judged, e.g. by a password reset: everything was rolled back, the code is not spent. */
  private async explain(error: unknown, context: RequestContext): Promise<DomainError> {
    if (!(error instanceof DomainError && error.code === 'unauthenticated')) throw error;
    await this.audit.recordAlone(context, failure(null, null, 'login-expired'));
    return new DomainError('login-expired');
  }

  /** Committed, then thrown: a refused code stays counted. */
  private async refuse(
    manager: EntityManager,
    context: RequestContext,
    actorId: string | null,
    sessionId: string | null,
    error: DomainError,
  ): Promise<DomainError> {
    this.audit.record(manager, context, failure(actorId, sessionId, error.code));
    return error;
  }
}

/** Whoever has a code of a factor has not lost it, and nothing is trusted before the new factor is there. */
function onlyWithBackupCode(): DomainError {
  const errors = [{ pointer: '/lostDevice', detail: 'goes with a backup code, and without trustDevice' }];
  return new DomainError('validation-failed', { errors });
}

function failure(actorId: string | null, sessionId: string | null, reason: string): AuditRecord {
  const subject = { type: 'session', id: sessionId } as const;
  return { type: 'session.second_factor', outcome: 'failure', actorId, subject, details: { reason } };
}
