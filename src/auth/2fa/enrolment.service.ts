import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../audit/audit-recorder';
import { Refusals } from '../../audit/refusals';
import { Clock } from '../../common/clock';
import { execute, rows } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { Random } from '../../common/random';
import { AppConfig } from '../../config/app-config';
import type { Principal } from '../sessions/principal';
import { maskEmail } from './challenge';
import { ChallengeService } from './challenge.service';
import { findActiveFactors } from './challenge-statements';
import { dropPendingFactor, insertPendingFactor } from './factor-statements';
import { LockoutService } from './lockout.service';
import type { Method } from './method';
import { TotpService } from './totp.service';

export interface SetupRequest {
  label?: string;
  /** A verified challenge with purpose `manage-factors`; needed once a factor is active. */
  challengeId: string | null;
}

const defaultLabels: Record<Method, string> = { totp: 'Authenticator app', email: 'E-mail' };

/** Starts set-ups. A pending factor is replaced by the next set-up of its method; an active one never is. */
@Injectable()
export class EnrolmentService {
  constructor(
    private readonly config: AppConfig,
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly totp: TotpService,
    private readonly challenges: ChallengeService,
    private readonly lockout: LockoutService,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  setUpTotp(principal: Principal, context: RequestContext, request: SetupRequest) {
    return this.refusals.audited(context, refused(principal, 'totp', request), () =>
      this.startTotp(principal, context, request),
    );
  }

  /** The code goes to the account's own, verified address. */
  setUpEmail(principal: Principal, context: RequestContext, request: SetupRequest) {
    return this.refusals.audited(context, refused(principal, 'email', request), () =>
      this.startEmail(principal, context, request),
    );
  }

  private async startTotp(principal: Principal, context: RequestContext, request: SetupRequest) {
    this.refuseSwitchedOff('totp');
    const { userId, email } = principal;
    const id = this.random.id();
    const { sealed, shown } = this.totp.newSecret({ id, userId, email });
    await this.transactor.run(async (manager) => {
      await this.lockout.lock(manager, userId);
      await this.start(manager, principal, context, request, { id, method: 'totp', sealed });
    });
    return { factorId: id, ...shown };
  }

  private async startEmail(principal: Principal, context: RequestContext, request: SetupRequest) {
    this.refuseSwitchedOff('email');
    const { userId, sessionId, email, accountType } = principal;
    if (accountType === 'admin') throw new DomainError('stronger-factor-required', { methods: ['totp'] });
    const id = this.random.id();
    return this.transactor.run(async (manager) => {
      const budget = await this.lockout.lock(manager, userId);
      await this.start(manager, principal, context, request, { id, method: 'email', sealed: null });
      const challenge = await this.challenges.open(manager, context, principal, budget, {
        sessionId,
        purpose: 'enrolment',
        subjectId: id,
        methods: ['email'],
      });
      return { factorId: id, maskedDestination: maskEmail(email), expiresAt: challenge.expiresAt };
    });
  }

  /** @throws second-factor-required for a person with an active factor, factor-already-active */
  private async start(
    manager: EntityManager,
    principal: Principal,
    context: RequestContext,
    { label, challengeId }: SetupRequest,
    { id, method, sealed }: { id: string; method: Method; sealed: string | null },
  ): Promise<void> {
    const { userId } = principal;
    const active = await rows<{ method: Method }>(manager, findActiveFactors, [userId]);
    const refusal =
      active.length > 0
        ? await this.challenges.consume(manager, context, principal, 'manage-factors', challengeId)
        : null;
    if (refusal) throw refusal;
    if (method === 'email' && active.some((factor) => factor.method === 'email'))
      throw new DomainError('factor-already-active');
    await execute(manager, dropPendingFactor, [userId, method]);
    await execute(manager, insertPendingFactor, [
      id,
      userId,
      method,
      label ?? defaultLabels[method],
      sealed,
      this.clock.now(),
    ]);
    this.audit.record(manager, context, setUpOf(userId, id, method));
  }

  private refuseSwitchedOff(method: Method): void {
    if (!this.config.twoFactorMethods.includes(method))
      throw new DomainError('method-unavailable', { method });
  }
}

function refused({ userId }: Principal, method: Method, { challengeId }: SetupRequest): AuditRecord {
  return { ...setUpOf(userId, null, method), details: { method, challengeId } };
}

function setUpOf(userId: string, id: string | null, method: Method): AuditRecord {
  return {
    type: 'factor.setup_started',
    actorId: userId,
    subject: { type: 'factor', id },
    details: { method },
  };
}
