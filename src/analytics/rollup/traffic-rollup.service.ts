import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock, DAY, HOUR } from '../../common/clock';
import { Database } from '../../common/database/database';
import { execute, type Statement } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { leastIdAt } from '../../common/random';
import { AppConfig } from '../../config/app-config';
import {
  countChallenges,
  countCompletions,
  countDeliveries,
  countPrompts,
  findDisputedHours,
  findFirst,
  findRolledUntil,
  forgetChallenges,
  forgetCompletions,
  forgetDeliveries,
  forgetPrompts,
  lineUpToRollUp,
  saveRolledUntil,
  snapshotAdoption,
} from './rollup-statements';

/** Counted again at each run: by then a challenge is over, unless somebody keeps asking for codes, and most receipts are in. */
const UNSETTLED_MS = 2 * HOUR;
/** Counted again once a day, for whatever came later than that. */
const SETTLING_DAYS = 8;
/** Messages are deleted after 30 days: what they said about older hours is not forgotten. */
const MESSAGES_KEPT_DAYS = 29;
/** More than identifiers can be ahead of or behind the time of what they name. */
const SKEW_MS = HOUR;
/** A gateway may tell of a dispute this long after its bank had it. */
const DISPUTES_COME_WITHIN_MS = 3 * DAY;

type Hour = [from: Date, to: Date, firstId: string, pastId: string];

/**
 * Keeps the counts of each hour in step with what happened in it. An hour is deleted and counted anew in one transaction, in a
 * line with all others: a run that is killed, or runs twice or beside another, leaves what one run would have left.
 * See docs/adr/0038-statistics-are-counted-by-the-hour.md.
 */
@Injectable()
export class TrafficRollup {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly transactor: Transactor,
  ) {}

  /** Goes on where the last run stopped, and counts the hours before that again which may not have been over. */
  async catchUp(): Promise<void> {
    const since = await this.database.row<{ rolledUntil: Date }>(findRolledUntil);
    const first = since
      ? after(since.rolledUntil, -UNSETTLED_MS)
      : (await this.database.row<{ first: Date | null }>(findFirst))?.first;
    const now = this.clock.now();
    const start = hourOf(first ?? now);
    for (let hour = start; hour <= now; hour = after(hour, HOUR)) await this.rollUp(hour, true);
    await this.countDisputed(after(since?.rolledUntil ?? now, -UNSETTLED_MS));
  }

  /** Counts the last days again: what came so late that no run above has seen it. */
  async settle(): Promise<void> {
    const since = await this.database.row<{ rolledUntil: Date }>(findRolledUntil);
    if (!since) return;
    const first = hourOf(after(this.clock.now(), -SETTLING_DAYS * DAY));
    for (let hour = first; hour < since.rolledUntil; hour = after(hour, HOUR)) await this.rollUp(hour, false);
    await this.countDisputed(first);
  }

  async snapshotAdoption(): Promise<void> {
    await this.database.execute(snapshotAdoption, [this.clock.now()]);
  }

  private async rollUp(from: Date, isNew: boolean): Promise<void> {
    await this.transactor.run(async (manager) => {
      const now = this.clock.now();
      const hour = hourFrom(from);
      const { sms } = this.config;
      const firstProvider = sms?.twilio && sms.sns ? 'twilio' : null;
      const hasMessages = from >= after(now, -MESSAGES_KEPT_DAYS * DAY);
      await Promise.all([
        execute(manager, lineUpToRollUp),
        ...recount(manager, hour, forgetChallenges, countChallenges, now),
        ...recount(manager, hour, forgetCompletions, countCompletions),
        ...(hasMessages ? recount(manager, hour, forgetDeliveries, countDeliveries, firstProvider) : []),
        ...recount(manager, hour, forgetPrompts, countPrompts),
        ...(isNew ? [execute(manager, saveRolledUntil, [earlier(hour[1], now)])] : []),
      ]);
    });
  }

  /** A report, or a dispute, may come long after the payment that it is about. */
  private async countDisputed(since: Date): Promise<void> {
    const hours = await this.database.rows<{ hour: Date }>(findDisputedHours, [
      leastIdAt(after(since, -SKEW_MS)),
      after(since, -DISPUTES_COME_WITHIN_MS),
    ]);
    for (const { hour } of hours)
      await this.transactor.run(async (manager) => {
        await Promise.all([
          execute(manager, lineUpToRollUp),
          ...recount(manager, hourFrom(hour), forgetPrompts, countPrompts),
        ]);
      });
  }
}

/** Sent together: they run in this order. */
function recount(
  manager: EntityManager,
  hour: Hour,
  forget: Statement,
  count: Statement,
  ...values: unknown[]
): Promise<unknown>[] {
  return [execute(manager, forget, [hour[0]]), execute(manager, count, [...hour, ...values])];
}

function hourFrom(from: Date): Hour {
  const to = after(from, HOUR);
  return [from, to, leastIdAt(after(from, -SKEW_MS)), leastIdAt(after(to, SKEW_MS))];
}

function hourOf(time: Date): Date {
  return new Date(Math.floor(time.getTime() / HOUR) * HOUR);
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}
