import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { row, rows } from '../../../common/database/sql';
import { Transactor } from '../../../common/database/transactor';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { AppConfig } from '../../../config/app-config';
import { LineTypes } from '../../../messaging/sms/line-types';
import { findActiveFactors } from '../challenges/challenge-statements';
import { LockoutService } from '../lockout/lockout.service';
import { secondFactorRequired } from '../second-factor-required';
import { judgeLine, judgePhone, type RefusedPhone } from './phone-number';
import { SmsBudget } from './sms-budget.service';
import { findStoppedNumber } from './sms-statements';

export interface WantedPhone {
  phone?: string;
  consent?: boolean;
  challengeId: string | null;
}

/** Whether codes may go to a number that somebody wants to set up. */
@Injectable()
export class PhoneCheck {
  constructor(
    private readonly config: AppConfig,
    private readonly transactor: Transactor,
    private readonly lineTypes: LineTypes,
    private readonly budget: SmsBudget,
    private readonly lockout: LockoutService,
  ) {}

  /**
   * Slow: outside of any transaction. Its carrier is asked last, when nothing else refuses it and the caps are counted; who
   * cannot be asked refuses nobody.
   * @returns the number in E.164
   * @throws validation-failed, phone-not-usable, too-many-codes, second-factor-required
   */
  async usable(userId: string, context: RequestContext, wanted: WantedPhone): Promise<string> {
    const number = this.numberOf(wanted);
    await this.transactor.run((manager) => this.admit(manager, userId, context, number, wanted.challengeId));
    const refused = judgeLine(await this.lineTypes.lookUp(number));
    if (refused) throw refusal(refused);
    return number;
  }

  private numberOf({ phone, consent }: WantedPhone): string {
    const errors = [
      ...(phone === undefined ? [{ pointer: '/phone', detail: 'is required' }] : []),
      ...(consent === true ? [] : [{ pointer: '/consent', detail: 'must be true' }]),
    ];
    if (phone === undefined || errors.length > 0) throw new DomainError('validation-failed', { errors });
    const judged = judgePhone(phone, this.config.sms?.allowedCountries ?? []);
    if (judged.kind === 'refused') throw refusal(judged.reason);
    return judged.number;
  }

  /** The place that is taken here is that of the text which follows, see `SmsBudget.take`. */
  private async admit(
    manager: EntityManager,
    userId: string,
    context: RequestContext,
    number: string,
    challengeId: string | null,
  ): Promise<void> {
    await this.lockout.lock(manager, userId);
    if (await row(manager, findStoppedNumber, [this.budget.hashOf(number)])) throw refusal('opted-out');
    if (!this.lineTypes.canAsk) return;
    const active = await rows(manager, findActiveFactors, [userId]);
    if (active.length > 0 && challengeId === null) throw secondFactorRequired('manage-factors');
    await this.budget.takeForLookUp(manager, context, userId, number);
  }
}

function refusal(reason: RefusedPhone): DomainError {
  return new DomainError('phone-not-usable', { reason });
}
