import { Injectable } from '@nestjs/common';
import { type Method, methods } from '../auth/2fa/method';
import { after, Clock, DAY } from '../common/clock';
import { Database } from '../common/database/database';
import type { Statement } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import { AppConfig } from '../config/app-config';
import type { AnalyticsQuery, TwoFactorAnalytics } from './analytics.dto';
import {
  readAdoption,
  readChallenges,
  readCompletions,
  readDeliveries,
  readPrompts,
} from './analytics-statements';
import { type BucketSize, bucketsOf, longestDays, type TimeRange, wholeHours } from './buckets';
import {
  type ChallengeCounts,
  type CompletionCount,
  type DeliveryCounts,
  figuresOf,
  type PromptCounts,
} from './figures';
import { findRolledUntil } from './rollup/rollup-statements';

type InBucket<Row> = Row & { bucket: Date } & Record<string, unknown>;

type AdoptionRow = InBucket<
  { day: string; accountType: string; accounts: number; protected: number } & Record<Method, number>
>;

const DEFAULT_DAYS = 30;

/** How the second factor is doing, from what was counted by the hour: no table of people or payments is looked at. */
@Injectable()
export class AnalyticsService {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /** @throws validation-failed for an empty range, or more than buckets of that size are given for */
  async read({ bucket: size, ...asked }: AnalyticsQuery): Promise<TwoFactorAnalytics> {
    const range = this.rangeOf(asked, size);
    const values = [range.from, range.to, size];
    const all = <Row>(statement: Statement) => this.database.rows<InBucket<Row>>(statement, values);
    const [progress, challenges, completions, deliveries, prompts, adoption] = await Promise.all([
      this.database.row<{ rolledUntil: Date }>(findRolledUntil),
      all<ChallengeCounts>(readChallenges),
      all<CompletionCount>(readCompletions),
      all<DeliveryCounts>(readDeliveries),
      all<PromptCounts>(readPrompts),
      this.database.rows<AdoptionRow>(readAdoption, values),
    ]);
    const { smsPrices } = this.config;
    const rows = { challenges, completions, deliveries, prompts };
    const of = {
      challenges: byBucket(challenges),
      completions: byBucket(completions),
      deliveries: byBucket(deliveries),
      prompts: byBucket(prompts),
      adoption: byBucket(adoption),
    };
    return {
      ...range,
      bucket: size,
      countedUntil: progress?.rolledUntil ?? null,
      totals: { ...figuresOf(rows, smsPrices), adoption: adoptionOf(newestOfEach(adoption)) },
      buckets: bucketsOf(range, size).map(({ start, from, to }) => ({
        ...{ from, to },
        ...figuresOf(
          {
            challenges: of.challenges(start),
            completions: of.completions(start),
            deliveries: of.deliveries(start),
            prompts: of.prompts(start),
          },
          smsPrices,
        ),
        adoption: adoptionOf(of.adoption(start)),
      })),
    };
  }

  private rangeOf({ from, to }: Partial<TimeRange>, size: BucketSize): TimeRange {
    const end = to ?? this.clock.now();
    const range = wholeHours({ from: from ?? after(end, -DEFAULT_DAYS * DAY), to: end });
    const longest = longestDays[size];
    const detail =
      range.from >= range.to
        ? 'from must be before to'
        : `from and to must be at most ${longest} days apart with buckets of this size`;
    if (range.from >= range.to || range.to.getTime() - range.from.getTime() > longest * DAY)
      throw new DomainError('validation-failed', { errors: [{ pointer: '/from', detail }] });
    return range;
  }
}

function byBucket<Row extends { bucket: Date }>(rows: readonly Row[]): (start: Date) => Row[] {
  const buckets = new Map<number, Row[]>();
  for (const row of rows) {
    const start = row.bucket.getTime();
    const known = buckets.get(start);
    if (known) known.push(row);
    else buckets.set(start, [row]);
  }
  return (start) => buckets.get(start.getTime()) ?? [];
}

function newestOfEach(rows: readonly AdoptionRow[]): AdoptionRow[] {
  const newest = new Map<string, AdoptionRow>();
  for (const row of rows.toSorted((a, b) => (a.day < b.day ? -1 : 1))) newest.set(row.accountType, row);
  return [...newest.values()];
}

function adoptionOf(rows: readonly AdoptionRow[]) {
  return rows
    .toSorted((a, b) => (a.accountType < b.accountType ? -1 : 1))
    .map(({ accountType, day, accounts, protected: withFactor, ...row }) => ({
      ...{ accountType, day, accounts, protected: withFactor },
      rate: accounts > 0 ? Number((withFactor / accounts).toFixed(4)) : null,
      methods: Object.fromEntries(methods.map((method) => [method, row[method]])) as Record<Method, number>,
    }));
}
