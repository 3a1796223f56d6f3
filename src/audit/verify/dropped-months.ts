import { createHash, type Hash } from 'node:crypto';
import type { CommittedEvent } from '../sealed-event';

export const MONTH_DROPPED = 'audit.month_dropped';

/** What an event of type `audit.month_dropped` says: which events are gone because their retention had ended. */
export interface DroppedMonth {
  /** Class of retention. */
  retention: string;
  /** Of their identifiers, in UTC, e.g. `2026-11`. */
  month: string;
  events: number;
  /** Places of the first and the last of them. */
  first: number;
  last: number;
  /** Hex SHA-256 over the hashes in their places, in order. */
  hash: string;
}

/** @returns null when the event is another one, or names no place */
export function droppedMonthOf({ type, outcome, details }: CommittedEvent): DroppedMonth | null {
  if (type !== MONTH_DROPPED || outcome !== 'success') return null;
  const { retention, month, events, first, last, hash } = details as Partial<Record<string, unknown>>;
  if (typeof retention !== 'string' || typeof month !== 'string' || typeof hash !== 'string') return null;
  if (typeof events !== 'number' || typeof first !== 'number' || typeof last !== 'number') return null;
  return { retention, month, events, first, last, hash };
}

/** The month in UTC that an identifier (UUID version 7) was made in, e.g. `2026-11`. */
export function monthOfId(id: string): string {
  const milliseconds = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return new Date(milliseconds).toISOString().slice(0, -17);
}

/** A place whose event is gone. */
export interface EmptyPlace {
  sequence: number;
  eventId: string;
  retention: string;
  leaf: Buffer;
}

interface Tally {
  month: DroppedMonth;
  hash: Hash;
  events: number;
}

/** Compares the empty places of an export with what the log says was dropped. */
export class DroppedMonths {
  private readonly tallies = new Map<string, Tally>();

  declare(month: DroppedMonth): void {
    const key = `${month.retention} ${month.month}`;
    if (!this.tallies.has(key)) this.tallies.set(key, { month, hash: createHash('sha256'), events: 0 });
  }

  /** Places must come in order. @returns whether the log says that its event was dropped */
  take({ sequence, eventId, retention, leaf }: EmptyPlace): boolean {
    const tally = this.tallies.get(`${retention} ${monthOfId(eventId)}`);
    if (!tally || sequence < tally.month.first || sequence > tally.month.last) return false;
    tally.hash.update(leaf);
    tally.events++;
    return true;
  }

  /**
   * @param range the places that were looked at
   * @returns the first month, all of whose places are among them, of which other events are gone than were dropped
   */
  findWrong(range: { first: number; end: number }): DroppedMonth | null {
    for (const { month, hash, events } of this.tallies.values()) {
      const isWhole = month.first >= range.first && month.last < range.end;
      if (isWhole && (events !== month.events || hash.digest('hex') !== month.hash)) return month;
    }
    return null;
  }
}
