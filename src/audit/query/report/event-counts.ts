import { Injectable } from '@nestjs/common';
import { after, DAY, HOUR } from '../../../common/clock';
import { Database } from '../../../common/database/database';
import { leastIdAt } from '../../../common/random';
import { auditEventTypes } from '../../catalogue/catalogue';
import { countAtEdge, countFailures, countReaders, countWithin } from './report-statements';

export interface Period {
  from: Date;
  to: Date;
}

export interface TypeCount {
  type: string;
  success: number;
  failure: number;
}

export interface FailureCount {
  type: string;
  reason: string | null;
  count: number;
}

export interface ReaderCount {
  type: string;
  actorId: string | null;
  count: number;
  lastAt: Date;
}

interface Counted extends Record<string, unknown> {
  type: string;
  events: number;
  failures: number;
}

/** More than identifiers can be ahead of or behind the time of what they name. */
const SKEW_MS = HOUR;
/** Each statement counts no more than this, so that none runs into the limit of its time, however much happened in a year. */
const STRETCH_MS = 31 * DAY;

/** Counts events by type and time, from indexes. What it returns grows with the number of types and people, not of events. */
@Injectable()
export class EventCounts {
  constructor(private readonly database: Database) {}

  async byType(period: Period): Promise<Map<string, TypeCount>> {
    const counts = new Map<string, TypeCount>();
    const add = (rows: readonly Counted[]) => {
      for (const { type, events, failures } of rows) {
        const known = counts.get(type) ?? { type, success: 0, failure: 0 };
        counts.set(type, {
          type,
          success: known.success + events - failures,
          failure: known.failure + failures,
        });
      }
    };
    const inner = { from: after(period.from, SKEW_MS), to: after(period.to, -SKEW_MS) };
    if (inner.from >= inner.to) {
      add(await this.atEdge({ from: after(period.from, -SKEW_MS), to: after(period.to, SKEW_MS) }, period));
      return counts;
    }
    add(await this.atEdge({ from: after(period.from, -SKEW_MS), to: inner.from }, period));
    for (const { from, to } of stretches(inner))
      add(await this.database.rows<Counted>(countWithin, [auditEventTypes, leastIdAt(from), leastIdAt(to)]));
    add(await this.atEdge({ from: inner.to, to: after(period.to, SKEW_MS) }, period));
    return counts;
  }

  /** Why things failed, most frequent first. */
  async failures(period: Period, types: readonly string[]): Promise<FailureCount[]> {
    const counts = new Map<string, FailureCount>();
    for (const stretch of stretches(period)) {
      const rows = await this.database.rows<{ type: string; reason: string | null; events: number }>(
        countFailures,
        [types, ...boundsOf(stretch)],
      );
      for (const { type, reason, events } of rows) {
        const key = `${type} ${reason}`;
        counts.set(key, { type, reason, count: (counts.get(key)?.count ?? 0) + events });
      }
    }
    return [...counts.values()].sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1));
  }

  async readers(period: Period, types: readonly string[]): Promise<ReaderCount[]> {
    const counts = new Map<string, ReaderCount>();
    for (const stretch of stretches(period)) {
      const rows = await this.database.rows<{
        type: string;
        actorId: string | null;
        events: number;
        lastAt: Date;
      }>(countReaders, [types, ...boundsOf(stretch)]);
      for (const { type, actorId, events, lastAt } of rows) {
        const key = `${type} ${actorId}`;
        counts.set(key, { type, actorId, count: (counts.get(key)?.count ?? 0) + events, lastAt });
      }
    }
    return [...counts.values()].sort((a, b) => b.count - a.count);
  }

  private atEdge(ids: Period, { from, to }: Period): Promise<Counted[]> {
    return this.database.rows<Counted>(countAtEdge, [
      auditEventTypes,
      leastIdAt(ids.from),
      leastIdAt(ids.to),
      from,
      to,
    ]);
  }
}

/** Identifiers and times, as `inRange` of the statements wants them. */
export function boundsOf({ from, to }: Period): unknown[] {
  return [leastIdAt(after(from, -SKEW_MS)), leastIdAt(after(to, SKEW_MS)), from, to];
}

function stretches({ from, to }: Period): Period[] {
  const parts: Period[] = [];
  for (let start = from; start < to; start = after(start, STRETCH_MS)) {
    const end = after(start, STRETCH_MS);
    parts.push({ from: start, to: end < to ? end : to });
  }
  return parts;
}
