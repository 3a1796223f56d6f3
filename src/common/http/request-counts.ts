import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { Clock, SECOND } from '../clock';
import { Database } from '../database/database';
import { DomainError } from '../domain-error';

interface Count {
  /** What the shared table said last, ours included. */
  shared: number;
  /** Ours that the table has not heard of. */
  pending: number;
}

type ThrottlerRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

const EXCHANGE_EVERY_MS = SECOND;
const STALE_AFTER_MS = 10 * SECOND;

/** In one order, so that two replicas never wait for each other. */
const exchangeCounts = {
  name: 'exchange-request-counts',
  text: `
    INSERT INTO request_counts AS known (window_start, tracker, hits)
    SELECT $1, d.tracker, d.hits FROM unnest($2::text[], $3::int[]) AS d (tracker, hits) ORDER BY d.tracker
    ON CONFLICT (window_start, tracker) DO UPDATE SET hits = known.hits + EXCLUDED.hits
    RETURNING tracker, hits`,
};

const forgetOldCounts = {
  name: 'forget-old-request-counts',
  text: 'DELETE FROM request_counts WHERE window_start < $1',
};

/**
 * Counts requests per tracker and window in this process, and about once a second tells the shared table its share
 * and learns the others'. See docs/adr/0003-outer-brake-without-a-commit-per-request.md.
 */
@Injectable()
export class RequestCounts implements ThrottlerStorage, BeforeApplicationShutdown {
  private readonly logger = new Logger('RequestCounts');
  private counts = new Map<string, Count>();
  private windowStart = 0;
  private timer: NodeJS.Timeout | undefined;
  /** Since when, on the monotonic clock, requests are counted that the table has not heard of. */
  private untoldSince: number | null = null;
  private stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /**
   * `timeToExpire` in seconds, as the throttler wants it.
   * @throws DomainError `service-unavailable` when the replicas have been out of touch for too long: then nobody
   * knows how often somebody came.
   */
  async increment(tracker: string, ttl: number, limit: number): Promise<ThrottlerRecord> {
    const now = this.clock.now().getTime();
    this.enterWindow(now - (now % ttl));
    this.noteUntold();
    const count = this.countOf(tracker);
    count.pending++;
    const totalHits = count.shared + count.pending;
    const timeToExpire = Math.max(1, Math.ceil((this.windowStart + ttl - now) / SECOND));
    return { totalHits, timeToExpire, isBlocked: totalHits > limit, timeToBlockExpire: timeToExpire };
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.exchange();
  }

  private enterWindow(start: number): void {
    if (start === this.windowStart) return;
    this.windowStart = start;
    this.counts = new Map();
  }

  private noteUntold(): void {
    if (this.untoldSince === null) {
      this.untoldSince = performance.now();
      this.scheduleExchange();
    } else if (performance.now() - this.untoldSince > STALE_AFTER_MS) {
      throw new DomainError('service-unavailable');
    }
  }

  private countOf(tracker: string): Count {
    const known = this.counts.get(tracker);
    if (known) return known;
    const count = { shared: 0, pending: 0 };
    this.counts.set(tracker, count);
    return count;
  }

  private scheduleExchange(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.exchange(), EXCHANGE_EVERY_MS).unref();
  }

  /** What is counted while the table answers waits for the next exchange. */
  private async exchange(): Promise<void> {
    const { windowStart, counts, untoldSince } = this;
    if (untoldSince === null) return;
    const told = [...counts]
      .filter(([, { pending }]) => pending > 0)
      .map(([tracker, { pending }]) => ({ tracker, pending }));
    const startedAt = performance.now();
    try {
      await this.tell(new Date(windowStart), counts, told);
      const isUntold = [...this.counts.values()].some(({ pending }) => pending > 0);
      this.untoldSince = isUntold ? startedAt : null;
    } catch (error) {
      this.logger.warn(`Request counts could not be exchanged: ${(error as Error).message}`);
    }
    if (this.untoldSince !== null) this.scheduleExchange();
  }

  private async tell(
    windowStart: Date,
    counts: Map<string, Count>,
    told: readonly { tracker: string; pending: number }[],
  ): Promise<void> {
    const answers = await this.database.rows<{ tracker: string; hits: number }>(exchangeCounts, [
      windowStart,
      told.map(({ tracker }) => tracker),
      told.map(({ pending }) => pending),
    ]);
    for (const { tracker, pending } of told) (counts.get(tracker) as Count).pending -= pending;
    for (const { tracker, hits } of answers) (counts.get(tracker) as Count).shared = hits;
    await this.forgetBefore(windowStart);
  }

  private forgottenBefore = 0;

  private async forgetBefore(windowStart: Date): Promise<void> {
    if (this.forgottenBefore === windowStart.getTime()) return;
    await this.database.execute(forgetOldCounts, [windowStart]);
    this.forgottenBefore = windowStart.getTime();
  }
}
