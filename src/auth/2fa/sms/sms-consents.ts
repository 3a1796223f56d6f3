import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../../audit/audit-recorder';
import { Clock } from '../../../common/clock';
import { execute, rows } from '../../../common/database/sql';
import type { RequestContext } from '../../../common/http/request-context';
import { Random } from '../../../common/random';
import { type ConsentWithdrawal, SMS_CONSENT } from './sms-consent';
import {
  findPendingPhones,
  giveConsent,
  restoreConsentOfNumber,
  withdrawConsentOfFactors,
  withdrawConsentOfNumber,
} from './sms-statements';

type ConsentChange = { userId: string; factorId: string };

/** Nobody is sent a text who has not agreed to it. The record stays when the phone is gone. */
@Injectable()
export class SmsConsents {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly audit: AuditRecorder,
  ) {}

  async give(
    manager: EntityManager,
    context: RequestContext,
    { userId, factorId, numberHash }: { userId: string; factorId: string; numberHash: Buffer },
  ): Promise<void> {
    const { version } = SMS_CONSENT;
    await execute(manager, giveConsent, [
      this.random.id(),
      userId,
      factorId,
      numberHash,
      version,
      this.clock.now(),
    ]);
    this.audit.record(manager, context, {
      type: 'sms_consent.given',
      actorId: userId,
      subject: { type: 'factor', id: factorId },
      details: { textVersion: version },
    });
  }

  /** A set-up that the next one replaces takes its consent along. */
  async withdrawPending(manager: EntityManager, context: RequestContext, userId: string): Promise<void> {
    const pending = await rows<{ id: string }>(manager, findPendingPhones, [userId]);
    const ids = pending.map(({ id }) => id);
    if (ids.length > 0) await this.withdraw(manager, context, ids, 'factor-removed');
  }

  /** STOP ends every agreement about this number, START takes that back. Returns whose. */
  async answer(
    manager: EntityManager,
    context: RequestContext,
    keyword: 'stop' | 'start',
    numberHash: Buffer,
  ): Promise<string[]> {
    const now = this.clock.now();
    const changed =
      keyword === 'stop'
        ? await rows<ConsentChange>(manager, withdrawConsentOfNumber, [numberHash, now])
        : await rows<ConsentChange>(manager, restoreConsentOfNumber, [numberHash]);
    for (const { userId, factorId } of changed)
      this.audit.record(manager, context, {
        type: keyword === 'stop' ? 'sms_consent.withdrawn' : 'sms_consent.given',
        actorId: userId,
        subject: { type: 'factor', id: factorId },
        details: { by: keyword },
      });
    return changed.map(({ userId }) => userId);
  }

  async withdraw(
    manager: EntityManager,
    context: RequestContext,
    factorIds: readonly string[],
    by: ConsentWithdrawal,
  ): Promise<void> {
    const withdrawn = await rows<ConsentChange>(manager, withdrawConsentOfFactors, [
      factorIds,
      this.clock.now(),
      by,
    ]);
    for (const { userId, factorId } of withdrawn)
      this.audit.record(manager, context, {
        type: 'sms_consent.withdrawn',
        actorId: userId,
        subject: { type: 'factor', id: factorId },
        details: { by },
      });
  }
}
