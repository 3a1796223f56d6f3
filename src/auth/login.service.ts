import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import { Refusals } from '../audit/refusals';
import { Clock } from '../common/clock';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { normalizeEmail } from '../users/email-address';
import { PasswordVerifier } from '../users/password-verifier';
import type { User } from '../users/user.entity';
import { UserService } from '../users/user.service';
import type { ChallengeView } from './2fa/challenges/challenge-view';
import { LoginChallengeService } from './2fa/challenges/login-challenge.service';
import { LockoutService } from './2fa/lockout/lockout.service';
import { TrustedDeviceService } from './2fa/trusted-devices/trusted-device.service';
import { EmailVerificationService } from './email-verification.service';
import type { LoggedIn } from './login-second-step.service';
import { LoginSessions } from './login-sessions.service';
import type { SessionTransport } from './sessions/session.entity';
import { SessionService } from './sessions/session.service';

export interface Credentials {
  email: string;
  password: string;
  transport: SessionTransport;
  /** What the browser brought along from an earlier login. */
  deviceToken: string | null;
}

type ReceivedCredentials = Credentials & { receivedAt: Date };

export type LoginOutcome =
  | ({ status: 'logged_in' } & LoggedIn)
  | { status: 'two_factor_required'; loginToken: string; challenge: ChallengeView };

/**
 * Address and password. Who has a second factor gets no further than a session that waits for it, unless they trust this
 * device: then the session is a full one that has proven no second factor.
 */
@Injectable()
export class LoginService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly users: UserService,
    private readonly passwords: PasswordVerifier,
    private readonly verification: EmailVerificationService,
    private readonly sessions: SessionService,
    private readonly loginSessions: LoginSessions,
    private readonly challenges: LoginChallengeService,
    private readonly lockout: LockoutService,
    private readonly devices: TrustedDeviceService,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  async login(credentials: Credentials, context: RequestContext): Promise<LoginOutcome> {
    const receivedAt = this.clock.now();
    const email = normalizeEmail(credentials.email);
    const user = await this.users.byEmail(email);
    const outcome = await this.refusals.audited(context, loginOf(user), () =>
      this.prove(user, { ...credentials, email, receivedAt }, context),
    );
    if (outcome) return outcome;
    throw new DomainError('email-not-verified');
  }

  /** Null when the address is still to be proven: that refusal is recorded with the reminder. */
  private async prove(
    user: User | null,
    login: ReceivedCredentials,
    context: RequestContext,
  ): Promise<LoginOutcome | null> {
    const { email, password } = login;
    const right = await this.passwords.verify(email, user?.passwordHash ?? null, password, context.ip);
    if (!right || !user) throw new DomainError('invalid-credentials');
    if (user.emailVerifiedAt === null) {
      await this.verification.remind(user, context);
      return null;
    }
    return this.transactor.run((manager) => this.begin(manager, user, login, context));
  }

  /** Refuses when password or address were changed meanwhile: what was proven no longer opens anything. */
  private async begin(
    manager: EntityManager,
    { id: userId, email, name, accountType, passwordHash }: User,
    { transport, deviceToken, receivedAt }: ReceivedCredentials,
    context: RequestContext,
  ): Promise<LoginOutcome> {
    await this.lockout.lock(manager, userId);
    const current = await this.users.hold(manager, userId);
    if (current?.passwordHash !== passwordHash || current?.email !== email)
      throw new DomainError('invalid-credentials');
    const login = await this.sessions.create(manager, {
      userId,
      kind: 'login',
      transport,
      context,
      secondFactorAt: null,
    });
    const device = await this.devices.use(manager, context, userId, deviceToken, receivedAt);
    const person = { userId, email, name, accountType };
    const challenge = device ? null : await this.challenges.open(manager, context, person, login.id);
    const session = challenge
      ? null
      : await this.loginSessions.begin(manager, context, {
          userId,
          sessionId: login.id,
          secondFactorAt: null,
          trustedDeviceId: device?.deviceId,
          isKnownDevice: device !== null,
        });
    this.audit.record(manager, context, {
      type: 'session.login',
      actorId: userId,
      subject: { type: 'session', id: session?.id ?? login.id },
      details: {
        transport,
        secondFactorRequired: challenge !== null,
        ...(session?.enrolment ? { mayOnlyEnrol: true } : {}),
        ...(device ? { trustedDeviceId: device.deviceId } : {}),
      },
    });
    if (challenge) return { status: 'two_factor_required', loginToken: login.token, challenge };
    if (!session) throw new Error('A login ended with neither a challenge nor a session');
    return { status: 'logged_in', ...session, device, user: { id: userId, email, name, accountType } };
  }
}

function loginOf(user: User | null): AuditRecord {
  return { type: 'session.login', actorId: null, subject: { type: 'user', id: user?.id ?? null } };
}
