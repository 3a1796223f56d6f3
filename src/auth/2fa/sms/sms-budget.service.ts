import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock, MINUTE } from '../../../common/clock';
import { hmac } from '../../../common/crypto/hashing';
import { execute, row } from '../../../common/database/sql';
import { DomainError } from '../../../common/domain-error';
import { networkOf } from '../../../common/http/address-network';
import type { RequestContext } from '../../../common/http/request-context';
import { Random } from '../../../common/random';
import { AppConfig } from '../../../config/app-config';
import type { ChallengeState } from '../challenges/challenge';
import { CHALLENGE_LIFETIME_MS } from '../challenges/challenge';
import { blockOf } from './phone-number';
import {
  ABUSE_WINDOW_MS,
  BUDGET_WINDOW_MS,
  CODE_WINDOW_MS,
  type Counted,
  type RecentSends,
  refuseSms,
  type SmsCaps,
  type SmsRefusal,
} from './sms-limits';
import { countRecentSends, insertSend, lineUpToSend, useLookUp } from './sms-statements';

/** A set-up goes on right after its look-up. */
const LOOK_UP_LASTS_MS = MINUTE;

type Stored<T> = {
  [Key in keyof T]: T[Key] extends Counted ? { count: number; oldest: string | null } : T[Key];
};

/** Counts every text before it is queued, so that whoever is refused never reaches a provider. */
@Injectable()
export class SmsBudget {
  private readonly logger = new Logger(SmsBudget.name);

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** @throws too-many-codes; method-unavailable when sending rests for everybody */
  async take(
    manager: EntityManager,
    context: RequestContext,
    { id, userId, purpose }: Pick<ChallengeState, 'id' | 'userId' | 'purpose'>,
    number: string,
  ): Promise<void> {
    const isNewNumber = purpose === 'enrolment';
    const since = after(this.clock.now(), -LOOK_UP_LASTS_MS);
    const isCounted =
      isNewNumber && (await row(manager, useLookUp, [userId, this.hashOf(number), id, since])) !== null;
    if (!isCounted) await this.count(manager, context, { userId, challengeId: id, isNewNumber }, number);
  }

  /** Asking what kind of line a number has costs money too: it counts as the text that follows. @throws like `take` */
  takeForLookUp(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    number: string,
  ): Promise<void> {
    return this.count(manager, context, { userId, challengeId: null, isNewNumber: true }, number);
  }

  /** @returns whether a text that is no code may be sent now; it then counts as sent */
  async takeForNotice(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    number: string,
  ): Promise<boolean> {
    try {
      await this.count(manager, context, { userId, challengeId: null, isNewNumber: false }, number);
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }

  /** Counters and look-ups know numbers only like this. */
  hashOf(number: string): Buffer {
    return hmac(this.config.codePepper, 'phone-number', number);
  }

  private async count(
    manager: EntityManager,
    { ip }: RequestContext,
    {
      userId,
      challengeId,
      isNewNumber,
    }: { userId: string; challengeId: string | null; isNewNumber: boolean },
    number: string,
  ): Promise<void> {
    const { sms } = this.config;
    if (!sms) throw new DomainError('method-unavailable', { method: 'sms' });
    const now = this.clock.now();
    const keys = [userId, this.hashOf(number), this.hashOf(blockOf(number)), networkOf(ip)] as const;
    const refusal = await this.refuse(manager, keys, sms, isNewNumber, now);
    if (refusal) throw this.problem(refusal);
    await execute(manager, insertSend, [
      this.random.id(),
      userId,
      challengeId,
      ...keys.slice(1),
      isNewNumber,
      now,
    ]);
  }

  private async refuse(
    manager: EntityManager,
    keys: readonly unknown[],
    caps: SmsCaps,
    isNewNumber: boolean,
    now: Date,
  ): Promise<SmsRefusal | null> {
    const [, counts] = await Promise.all([
      execute(manager, lineUpToSend),
      row<Stored<RecentSends> & Record<string, unknown>>(manager, countRecentSends, [
        ...keys,
        after(now, -CODE_WINDOW_MS),
        after(now, -ABUSE_WINDOW_MS),
        after(now, -BUDGET_WINDOW_MS),
        after(now, -CHALLENGE_LIFETIME_MS),
        isNewNumber,
      ]),
    ]);
    if (!counts) throw new Error('Counts without a row');
    return refuseSms(revived(counts), caps, isNewNumber, now);
  }

  private problem({ limit, until }: SmsRefusal): DomainError {
    this.logger.warn({ limit, until }, 'An SMS was refused before any provider was asked');
    return limit === 'daily-budget' || limit === 'verified-ratio'
      ? new DomainError('method-unavailable', { method: 'sms', retryAt: until })
      : new DomainError('too-many-codes', { retryAt: until });
  }
}

function revived({
  ofUser,
  toNumber,
  toBlock,
  fromNetwork,
  all,
  unprovenNumbers,
}: Stored<RecentSends>): RecentSends {
  const revive = ({ count, oldest }: Stored<RecentSends>['all']): Counted => ({
    count,
    oldest: oldest === null ? null : new Date(oldest),
  });
  return {
    ofUser: revive(ofUser),
    toNumber: revive(toNumber),
    toBlock: revive(toBlock),
    fromNetwork: revive(fromNetwork),
    all: revive(all),
    unprovenNumbers,
  };
}
