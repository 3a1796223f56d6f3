import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../../audit/audit-recorder';
import { Clock } from '../../../common/clock';
import { execute, LostRaceError, row, rows } from '../../../common/database/sql';
import { Transactor } from '../../../common/database/transactor';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { Notices } from '../../../notifications/notices.service';
import type { Principal } from '../../sessions/principal';
import type { SessionTransport } from '../../sessions/session.entity';
import { type IssuedSession, SessionService } from '../../sessions/session.service';
import { BackupCodesService, type NewCodes, type SavedCodes } from '../backup-codes/backup-codes.service';
import { findActiveFactors } from '../challenges/challenge-statements';
import { type DigitsCode, readCode } from '../challenges/code';
import { type EnteredProof, exactlyOne, invalidCode } from '../challenges/code-from';
import { Comparison } from '../challenges/code-transactor';
import { refuseByBudget } from '../challenges/proof-judge.service';
import { VerificationService } from '../challenges/verification.service';
import { FailedAttempts } from '../lockout/failed-attempts.service';
import { LockoutService } from '../lockout/lockout.service';
import { isSent, type Method } from '../method';
import { TotpService } from '../totp/totp.service';
import { TrustedDeviceRevocation } from '../trusted-devices/trusted-device-revocation';
import { malformed } from '../webauthn/malformed';
import { PasskeyEnrolment } from '../webauthn/passkey-enrolment.service';
import type { NewPasskey } from '../webauthn/webauthn.service';
import { FactorRebinding } from './factor-rebinding.service';
import { activateFactor, type EnrollingFactor, lockFactor, markEnabled } from './factor-statements';
import { ReEnrolments } from './re-enrolments';

export interface Activated {
  session: IssuedSession & { transport: SessionTransport };
  /** With the first factor, and with one that takes the place of lost ones. */
  codes?: SavedCodes;
}

type Evidence = DigitsCode | { kind: 'attestation'; passkey: NewPasskey | null };

/** Proves a pending factor with a code or a passkey of its own. It is burnt; the session rises and all others end. */
@Injectable()
export class FactorActivationService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly totp: TotpService,
    private readonly passkeys: PasskeyEnrolment,
    private readonly backupCodes: BackupCodesService,
    private readonly lockout: LockoutService,
    private readonly verification: VerificationService,
    private readonly failures: FailedAttempts,
    private readonly rebinding: FactorRebinding,
    private readonly reEnrolments: ReEnrolments,
    private readonly sessions: SessionService,
    private readonly devices: TrustedDeviceRevocation,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * The first factor brings backup codes, and so does one that replaces lost ones. Hashing them is slow, so its code is burnt in a transaction before, and it
   * comes into force in another: whoever dies in between has a pending factor, and never one without backup codes.
   */
  async activate(
    principal: Principal,
    context: RequestContext,
    factorId: string,
    entered: EnteredProof,
  ): Promise<Activated> {
    const evidence = await this.examine(entered);
    const outcome = await this.transactor.run(async (manager) => {
      const refusal = await this.prove(manager, principal, context, factorId, evidence);
      if (refusal) return refusal;
      const others = await rows(manager, findActiveFactors, [principal.userId]);
      const needsCodes = others.length === 0 || principal.reEnrolment !== null;
      return needsCodes ? null : this.putIntoForce(manager, principal, context, factorId, null);
    });
    if (outcome instanceof DomainError) throw outcome;
    return outcome ?? this.activateFirst(principal, context, factorId);
  }

  private async activateFirst(
    principal: Principal,
    context: RequestContext,
    factorId: string,
  ): Promise<Activated> {
    const { userId } = principal;
    const codes = await this.backupCodes.draw(userId);
    const outcome = await this.transactor.run(async (manager) => {
      await this.lockout.lock(manager, userId);
      const factor = await row<EnrollingFactor>(manager, lockFactor, [factorId, userId]);
      if (factor?.status !== 'pending')
        return this.refuse(manager, context, userId, factorId, new DomainError('factor-not-pending'));
      return this.putIntoForce(manager, principal, context, factorId, codes);
    });
    if (outcome instanceof DomainError) throw outcome;
    return outcome;
  }

  private async examine(entered: EnteredProof): Promise<Evidence> {
    const { code: typed, credential } = exactlyOne(entered);
    if (typed === undefined) return { kind: 'attestation', passkey: await this.passkeys.examine(credential) };
    const code = readCode(typed);
    if (code?.kind !== 'digits') throw invalidCode('must be 6 digits');
    return code;
  }

  private async prove(
    manager: EntityManager,
    principal: Principal,
    context: RequestContext,
    factorId: string,
    evidence: Evidence,
  ): Promise<DomainError | null> {
    const { userId, sessionId } = principal;
    const budget = await this.lockout.lock(manager, userId);
    const factor = await row<EnrollingFactor>(manager, lockFactor, [factorId, userId]);
    if (!factor) return this.refuse(manager, context, userId, null, new DomainError('not-found'));
    const now = this.clock.now();
    if (factor.status !== 'pending' || this.isBeingActivated(factor, evidence, now))
      return this.refuse(manager, context, userId, factorId, new DomainError('factor-not-pending'));
    const subject = { subjectId: factorId, purpose: 'enrolment' } as const;
    if (evidence.kind === 'attestation') {
      if (factor.method !== 'webauthn') throw malformed('');
      const state = await this.verification.load(manager, userId, subject);
      return this.passkeys.prove(manager, principal, context, factorId, state, evidence.passkey);
    }
    if (factor.method === 'webauthn') throw invalidCode('a passkey is proven by credential');
    if (isSent(factor.method)) {
      const submission = { userId, sessionId, purpose: 'enrolment', proof: evidence } as const;
      const state = await this.verification.load(manager, userId, subject);
      const judgement = this.verification.judge(state, submission);
      const settled = await this.verification.settle(
        manager,
        context,
        state,
        submission,
        judgement,
        'consumed',
      );
      if (settled instanceof Comparison) throw new Error('Digits are compared at once');
      return settled;
    }
    const exhausted = refuseByBudget(budget, 'enrolment', now);
    if (exhausted) return this.refuse(manager, context, userId, factorId, exhausted);
    const match = this.totp.match([factor], evidence.digits, now);
    if (!match) {
      const record = failure(userId, factorId, 'code-incorrect');
      return this.failures.count(manager, context, budget, { userId, purpose: 'enrolment' }, record);
    }
    await this.totp.burn(manager, factorId, match.step, now);
    this.verification.acceptBudget(manager, userId, budget);
    return null;
  }

  /** The code that has just proven it comes again, from a second click: not a guess. */
  private isBeingActivated(factor: EnrollingFactor, evidence: Evidence, now: Date): boolean {
    return (
      evidence.kind === 'digits' &&
      factor.method === 'totp' &&
      factor.lastStep !== null &&
      this.totp.match([{ ...factor, lastStep: factor.lastStep - 1n }], evidence.digits, now)?.step ===
        factor.lastStep
    );
  }

  private async putIntoForce(
    manager: EntityManager,
    { userId, sessionId, reEnrolment }: Principal,
    context: RequestContext,
    factorId: string,
    codes: NewCodes | null,
  ): Promise<Activated> {
    const now = this.clock.now();
    const others = await rows(manager, findActiveFactors, [userId]);
    const isFirst = others.length === 0;
    const [activated] = await Promise.all([
      row<{ method: Method }>(manager, activateFactor, [factorId, now]),
      execute(manager, markEnabled, [userId, now]),
    ]);
    if (!activated) throw new LostRaceError('The factor is no longer pending');
    await this.rebinding.settle(manager, context, userId, {
      id: factorId,
      isFirst,
      replacesAll: reEnrolment !== null,
    });
    const shown =
      (isFirst || reEnrolment) && codes ? await this.saveCodes(manager, context, userId, codes) : undefined;
    const ended = await this.sessions.endAll(manager, userId, sessionId);
    await this.devices.revoke(manager, context, userId, {
      cause: 'factor.activated',
      keepSessionId: sessionId,
    });
    const session = await this.sessions.elevate(manager, sessionId, context, now);
    const user = { type: 'user', id: userId } as const;
    this.audit.record(
      manager,
      context,
      {
        type: 'factor.activated',
        actorId: userId,
        subject: { type: 'factor', id: factorId },
        details: { method: activated.method },
      },
      ...(isFirst ? [{ type: 'two_factor.enabled', actorId: userId, subject: user } as const] : []),
      ...ended.map(
        (id): AuditRecord => ({
          type: 'session.revoked',
          actorId: userId,
          subject: { type: 'session', id },
          details: { cause: 'factor.activated' },
        }),
      ),
    );
    if (reEnrolment) {
      await this.reEnrolments.finished(manager, context, { userId, sessionId, cause: reEnrolment, factorId });
    } else {
      const kind = isFirst ? 'two-factor-enabled' : 'factor-added';
      await this.notices.add(manager, context, userId, { kind, method: activated.method });
    }
    return { session, codes: shown };
  }

  private async saveCodes(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    codes: NewCodes,
  ): Promise<SavedCodes> {
    await this.backupCodes.replace(manager, userId, codes);
    this.audit.record(manager, context, {
      type: 'backup_codes.generated',
      actorId: userId,
      subject: { type: 'user', id: userId },
      details: { backupCodesRemaining: codes.shown.backupCodes.length },
    });
    return codes.shown;
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
