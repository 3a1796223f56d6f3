import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../audit/audit-recorder';
import { Clock } from '../../common/clock';
import { execute, mustTouch, row, rows } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import type { Principal } from '../sessions/principal';
import type { SessionTransport } from '../sessions/session.entity';
import { type IssuedSession, SessionService } from '../sessions/session.service';
import { findActiveFactors } from './challenge-statements';
import { normalizeCode } from './code';
import { activateFactor, type EnrollingFactor, lockFactor, markEnabled } from './factor-statements';
import { invalidCode } from './invalid-code';
import { LockoutService } from './lockout.service';
import { isSent } from './method';
import { SecurityAlertService } from './security-alert.service';
import { TotpService } from './totp.service';
import { TrustedDeviceRevocation } from './trusted-devices/trusted-device-revocation';
import { refuseByBudget, VerificationService } from './verification.service';

export type Elevated = IssuedSession & { transport: SessionTransport };

/** Proves a pending factor with a code of its own. The code is burnt; the session rises and all others end. */
@Injectable()
export class FactorActivationService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly totp: TotpService,
    private readonly lockout: LockoutService,
    private readonly verification: VerificationService,
    private readonly sessions: SessionService,
    private readonly devices: TrustedDeviceRevocation,
    private readonly alerts: SecurityAlertService,
    private readonly audit: AuditRecorder,
  ) {}

  async activate(
    principal: Principal,
    context: RequestContext,
    factorId: string,
    typed: string,
  ): Promise<Elevated> {
    const code = normalizeCode(typed);
    if (code === null) throw invalidCode();
    const outcome = await this.transactor.run(async (manager) => {
      const proof = await this.prove(manager, principal, context, factorId, code);
      return proof instanceof DomainError
        ? proof
        : this.putIntoForce(manager, principal, context, factorId, proof.step);
    });
    if (outcome instanceof DomainError) throw outcome;
    return outcome;
  }

  private async prove(
    manager: EntityManager,
    { userId, sessionId }: Principal,
    context: RequestContext,
    factorId: string,
    code: string,
  ): Promise<DomainError | { step: bigint | null }> {
    const budget = await this.lockout.lock(manager, userId);
    const factor = await row<EnrollingFactor>(manager, lockFactor, [factorId, userId]);
    if (!factor) return this.refuse(manager, context, userId, null, new DomainError('not-found'));
    if (factor.status !== 'pending')
      return this.refuse(manager, context, userId, factorId, new DomainError('factor-not-pending'));
    if (isSent(factor.method)) {
      const submission = { userId, sessionId, purpose: 'enrolment', code } as const;
      const state = await this.verification.load(manager, userId, {
        subjectId: factorId,
        purpose: 'enrolment',
      });
      const judgement = this.verification.judge(state, submission);
      return (
        (await this.verification.settle(manager, context, state, submission, judgement, 'consumed')) ?? {
          step: null,
        }
      );
    }
    const exhausted = refuseByBudget(budget, 'enrolment', this.clock.now());
    if (exhausted) return this.refuse(manager, context, userId, factorId, exhausted);
    const match = this.totp.match([factor], code, this.clock.now());
    if (match) {
      this.verification.acceptBudget(manager, userId, budget);
      return { step: match.step };
    }
    const record = failure(userId, factorId, 'code-incorrect');
    return this.verification.countFailure(manager, context, budget, { userId, purpose: 'enrolment' }, record);
  }

  private async putIntoForce(
    manager: EntityManager,
    { userId, sessionId }: Principal,
    context: RequestContext,
    factorId: string,
    step: bigint | null,
  ): Promise<Elevated> {
    const now = this.clock.now();
    const others = await rows(manager, findActiveFactors, [userId]);
    await mustTouch(manager, 1, activateFactor, [factorId, now, step]);
    await execute(manager, markEnabled, [userId, now]);
    const ended = await this.sessions.endAll(manager, userId, sessionId);
    await this.devices.revoke(manager, context, userId, { cause: 'factor.activated' });
    const elevated = await this.sessions.elevate(manager, sessionId, context, now);
    const user = { type: 'user', id: userId } as const;
    this.audit.record(
      manager,
      context,
      { type: 'factor.activated', actorId: userId, subject: { type: 'factor', id: factorId } },
      ...(others.length === 0
        ? [{ type: 'two_factor.enabled', actorId: userId, subject: user } as const]
        : []),
      ...ended.map(
        (id): AuditRecord => ({
          type: 'session.revoked',
          actorId: userId,
          subject: { type: 'session', id },
          details: { cause: 'factor.activated' },
        }),
      ),
    );
    await this.alerts.queue(
      manager,
      context,
      userId,
      others.length === 0 ? 'Two-factor authentication was turned on' : 'A second factor was added',
    );
    return elevated;
  }

  private async refuse(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    factorId: string | null,
    error: DomainError,
  ): Promise<DomainError> {
    this.audit.record(manager, context, failure(userId, factorId, error.code));
    return error;
  }
}

function failure(userId: string, factorId: string | null, reason: string): AuditRecord {
  return {
    type: 'factor.activated',
    outcome: 'failure',
    actorId: userId,
    subject: { type: 'factor', id: factorId },
    details: { reason },
  };
}
