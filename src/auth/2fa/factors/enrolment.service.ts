import { Injectable } from '@nestjs/common';
import { row } from '../../../common/database/sql';
import { Transactor } from '../../../common/database/transactor';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { Random } from '../../../common/random';
import { maskEmail } from '../../../users/email-address';
import type { Principal } from '../../sessions/principal';
import { ChallengeService } from '../challenges/challenge.service';
import { LockoutService } from '../lockout/lockout.service';
import { PhoneCheck } from '../sms/phone-check.service';
import { maskPhone } from '../sms/phone-number';
import { SmsService } from '../sms/sms.service';
import { SmsBudget } from '../sms/sms-budget.service';
import { SmsConsents } from '../sms/sms-consents';
import { findActivePhone } from '../sms/sms-statements';
import { TotpService } from '../totp/totp.service';
import { FactorSetup, type SetupRequest } from './factor-setup.service';

export interface SmsSetupRequest extends SetupRequest {
  phone?: string;
  consent?: boolean;
}

/** Starts set-ups of the methods that are proven by a code. */
@Injectable()
export class EnrolmentService {
  constructor(
    private readonly transactor: Transactor,
    private readonly random: Random,
    private readonly totp: TotpService,
    private readonly sms: SmsService,
    private readonly smsBudget: SmsBudget,
    private readonly phones: PhoneCheck,
    private readonly consents: SmsConsents,
    private readonly challenges: ChallengeService,
    private readonly lockout: LockoutService,
    private readonly setups: FactorSetup,
  ) {}

  setUpTotp(principal: Principal, context: RequestContext, request: SetupRequest) {
    return this.setups.audited(principal, context, 'totp', request, () =>
      this.startTotp(principal, context, request),
    );
  }

  /** The code goes to the account's own, verified address. */
  setUpEmail(principal: Principal, context: RequestContext, request: SetupRequest) {
    return this.setups.audited(principal, context, 'email', request, () =>
      this.startEmail(principal, context, request),
    );
  }

  /** The code goes to a phone that the person agrees to be texted at. */
  setUpSms(principal: Principal, context: RequestContext, request: SmsSetupRequest) {
    return this.setups.audited(principal, context, 'sms', request, () =>
      this.startSms(principal, context, request),
    );
  }

  private async startTotp(principal: Principal, context: RequestContext, request: SetupRequest) {
    const { userId, email } = principal;
    const id = this.random.id();
    const { sealed, shown } = this.totp.newSecret({ id, userId, email });
    await this.transactor.run(async (manager) => {
      await this.lockout.lock(manager, userId);
      await this.setups.begin(manager, principal, context, request, { id, method: 'totp', sealed });
    });
    return { factorId: id, ...shown };
  }

  private async startEmail(principal: Principal, context: RequestContext, request: SetupRequest) {
    const { userId, sessionId, email } = principal;
    const id = this.random.id();
    return this.transactor.run(async (manager) => {
      const budget = await this.lockout.lock(manager, userId);
      await this.setups.begin(manager, principal, context, request, { id, method: 'email', sealed: null });
      const challenge = await this.challenges.open(manager, context, principal, budget, {
        sessionId,
        purpose: 'enrolment',
        subjectId: id,
        methods: ['email'],
      });
      return { factorId: id, maskedDestination: maskEmail(email), expiresAt: challenge.expiresAt, challenge };
    });
  }

  private async startSms(principal: Principal, context: RequestContext, request: SmsSetupRequest) {
    const { userId, sessionId } = principal;
    const number = await this.phones.usable(userId, context, request);
    const id = this.random.id();
    const phone = { hash: this.smsBudget.hashOf(number), masked: maskPhone(number) };
    const sealed = this.sms.seal({ id, userId }, number);
    return this.transactor.run(async (manager) => {
      const budget = await this.lockout.lock(manager, userId);
      if (await row(manager, findActivePhone, [userId, phone.hash]))
        throw new DomainError('factor-already-active');
      const factor = { id, method: 'sms', sealed, phone } as const;
      await this.setups.begin(manager, principal, context, request, factor, () =>
        this.consents.withdrawPending(manager, context, userId),
      );
      await this.consents.give(manager, context, { userId, factorId: id, numberHash: phone.hash });
      const challenge = await this.challenges.open(manager, context, principal, budget, {
        sessionId,
        purpose: 'enrolment',
        subjectId: id,
        methods: ['sms'],
      });
      return { factorId: id, maskedDestination: phone.masked, expiresAt: challenge.expiresAt, challenge };
    });
  }
}
