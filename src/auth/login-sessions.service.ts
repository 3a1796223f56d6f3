import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../common/http/request-context';
import type { Method } from './2fa/method';
import { PolicyReader } from './2fa/policy/policy-reader.service';
import { NewLogins } from './new-logins.service';
import type { ReEnrolment, SessionTransport } from './sessions/session.entity';
import { type IssuedSession, SessionService } from './sessions/session.service';

export interface LoginSession extends IssuedSession {
  transport: SessionTransport;
  /** Methods to enrol, when the session may do nothing else; null when it is a whole one. */
  enrolment: Method[] | null;
}

export interface FinishedLogin {
  userId: string;
  /** The login's own session; it ends. */
  sessionId: string;
  secondFactorAt: Date | null;
  trustedDeviceId?: string | null;
  /** When it opens a session that may only replace lost factors: then it proves no second factor. */
  reEnrolment?: ReEnrolment | null;
  /** The person trusts the device, perhaps since this login: where it stands is no news. */
  isKnownDevice: boolean;
}

/** The session at the end of a login, and whether the policy lets it do more than enrol a factor. */
@Injectable()
export class LoginSessions {
  constructor(
    private readonly sessions: SessionService,
    private readonly policies: PolicyReader,
    private readonly newLogins: NewLogins,
  ) {}

  /** @throws unauthenticated when the login has ended meanwhile */
  async begin(
    manager: EntityManager,
    context: RequestContext,
    {
      userId,
      sessionId,
      secondFactorAt,
      trustedDeviceId = null,
      reEnrolment = null,
      isKnownDevice,
    }: FinishedLogin,
  ): Promise<LoginSession> {
    const [session, { mayOnlyEnrol, methods }, isNew] = await Promise.all([
      this.sessions.elevate(manager, sessionId, context, reEnrolment ? null : secondFactorAt, {
        trustedDeviceId,
        reEnrolment,
      }),
      this.policies.standingIn(manager, userId),
      isKnownDevice ? false : this.newLogins.isNew(manager, context, userId),
    ]);
    if (isNew) await this.newLogins.tell(manager, context, userId);
    return { ...session, enrolment: mayOnlyEnrol || reEnrolment ? methods : null };
  }
}
