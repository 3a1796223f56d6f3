import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../audit/audit-recorder';
import { Refusals } from '../../audit/refusals';
import { Clock } from '../../common/clock';
import { execute, row, rows } from '../../common/database/sql';
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
import { judgePhone, maskPhone } from './phone-number';
import { SmsService } from './sms.service';
import { SmsBudget } from './sms-budget.service';
import { SmsConsents } from './sms-consents';
import { findActivePhone } from './sms-statements';
import { TotpService } from './totp.service';

export interface SetupRequest {
  label?: string;
  /** A verified challenge with purpose `manage-factors`; needed once a factor is active. */
  challengeId: string | null;
}

export interface SmsSetupRequest extends SetupRequest {
  phone?: string;
  consent?: boolean;
}

interface NewFactor {
  id: string;
  method: Method;
  sealed: string | null;
  phone?: { hash: Buffer; masked: string };
}

const defaultLabels: Record<Method, string> = { totp: 'Authenticator app', sms: 'Phone', email: 'E-mail' };

/** Starts set-ups. A pending factor is replaced by the next set-up of its method; an active one never is. */
@Injectable()
export class EnrolmentService {
  constructor(
    private readonly config: AppConfig,
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly totp: TotpService,
    private readonly sms: SmsService,
    private readonly smsBudget: SmsBudget,
    private readonly consents: SmsConsents,
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

  /** The code goes to a phone that the person agrees to be texted at. */
  setUpSms(principal: Principal, context: RequestContext, request: SmsSetupRequest) {
    return this.refusals.audited(context, refused(principal, 'sms', request), () =>
      this.startSms(principal, context, request),
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

  private async startSms(principal: Principal, context: RequestContext, request: SmsSetupRequest) {
    this.refuseSwitchedOff('sms');
    const { userId, sessionId } = principal;
    const number = this.usableNumber(request);
    const id = this.random.id();
    const phone = { hash: this.smsBudget.hashOf(number), masked: maskPhone(number) };
    const sealed = this.sms.seal({ id, userId }, number);
    return this.transactor.run(async (manager) => {
      const budget = await this.lockout.lock(manager, userId);
      if (await row(manager, findActivePhone, [userId, phone.hash]))
        throw new DomainError('factor-already-active');
      await this.start(manager, principal, context, request, { id, method: 'sms', sealed, phone });
      await this.consents.give(manager, context, { userId, factorId: id, numberHash: phone.hash });
      const challenge = await this.challenges.open(manager, context, principal, budget, {
        sessionId,
        purpose: 'enrolment',
        subjectId: id,
        methods: ['sms'],
      });
      return { factorId: id, maskedDestination: phone.masked, expiresAt: challenge.expiresAt };
    });
  }

  private usableNumber({ phone, consent }: SmsSetupRequest): string {
    const errors = [
      ...(phone === undefined ? [{ pointer: '/phone', detail: 'is required' }] : []),
      ...(consent === true ? [] : [{ pointer: '/consent', detail: 'must be true' }]),
    ];
    if (phone === undefined || errors.length > 0) throw new DomainError('validation-failed', { errors });
    const judged = judgePhone(phone, this.config.sms?.allowedCountries ?? []);
    if (judged.kind === 'refused') throw new DomainError('phone-not-usable', { reason: judged.reason });
    return judged.number;
  }

  /** @throws second-factor-required for a person with an active factor, factor-already-active */
  private async start(
    manager: EntityManager,
    principal: Principal,
    context: RequestContext,
    { label, challengeId }: SetupRequest,
    { id, method, sealed, phone }: NewFactor,
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
    if (method === 'sms') await this.consents.withdrawPending(manager, context, userId);
    await execute(manager, dropPendingFactor, [userId, method]);
    await execute(manager, insertPendingFactor, [
      id,
      userId,
      method,
      label ?? defaultLabels[method],
      sealed,
      this.clock.now(),
      phone?.hash ?? null,
      phone?.masked ?? null,
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
