import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database';
import { Transactor } from '../../../common/database/transactor';
import { type EventRow, eventColumns } from '../../sealing/event-row';
import type { AuditEventFilter } from '../audit-query.dto';
import { type EventPage, findEvents } from '../event-page';
import { leastIdAfter, leastIdSince } from '../time-filter';

export type SealedRow = EventRow & { sequence: number; leaf: Buffer };

type FoundRow = SealedRow | (EventRow & { sequence: null; leaf: null });

/** Address and user agent are gone. Rows without a digest never had a salt. */
export function isErased({ personalSalt, personalDigest }: SealedRow): boolean {
  return personalSalt === null && personalDigest !== null;
}

/** A place whose event is gone. */
export interface EmptyRow {
  id: null;
  sequence: number;
  leaf: Buffer;
  eventId: string;
  leafRetention: string;
}

/** Events from place `first` up to, but without, `end`. */
export interface PlaceRange {
  first: number;
  end: number;
}

const PAGE = 2_000;
const columns = `${eventColumns}, l.sequence::float8 AS sequence, l.hash AS leaf`;

const findRange = {
  name: 'find-sealed-range',
  text: `
    SELECT ${columns}, l.event_id AS "eventId", l.retention AS "leafRetention"
    FROM audit_leaves l LEFT JOIN LATERAL (SELECT * FROM audit_events WHERE id = l.event_id OFFSET 0) AS e ON true
    WHERE l.sequence >= $1 AND l.sequence < $2 ORDER BY l.sequence`,
};

/** Identifiers and places are in nearly the same order: among this many neighbours the outermost is the limit. */
const NEIGHBOURS = 1_000;

const findFirstSince = {
  name: 'find-first-place-since',
  text: `
    SELECT min(n.sequence)::float8 AS place FROM (
      SELECT l.sequence FROM audit_events e JOIN audit_leaves l ON l.event_id = e.id
      WHERE e.id >= $1 AND e.at >= $2 ORDER BY e.id LIMIT ${NEIGHBOURS}) AS n`,
};

const findLastBefore = {
  name: 'find-last-place-before',
  text: `
    SELECT max(n.sequence)::float8 AS place FROM (
      SELECT l.sequence FROM audit_events e JOIN audit_leaves l ON l.event_id = e.id
      WHERE e.id < $1 AND e.at < $2 ORDER BY e.id DESC LIMIT ${NEIGHBOURS}) AS n`,
};

/** Sealed events, a page at a time, each by a short statement: memory and locks do not grow with an export. */
@Injectable()
export class ExportPages {
  constructor(
    private readonly database: Database,
    private readonly transactor: Transactor,
  ) {}

  /** The places that hold all events of the time, and perhaps a few next to it. */
  async rangeOf({ from, to }: AuditEventFilter, size: number): Promise<PlaceRange> {
    const [first, last] = await Promise.all([
      from === undefined ? 0 : this.place(findFirstSince, leastIdSince(from), from),
      to === undefined ? size - 1 : this.place(findLastBefore, leastIdAfter(to), to),
    ]);
    if (first === null || last === null || first >= size) return { first: 0, end: 0 };
    return { first, end: Math.max(first, Math.min(size, last + 1)) };
  }

  async *inRange({ first, end }: PlaceRange): AsyncGenerator<(SealedRow | EmptyRow)[]> {
    type Row = (SealedRow | EmptyRow) & Record<string, unknown>;
    for (let start = first; start < end; start += PAGE)
      yield await this.database.rows<Row>(findRange, [start, Math.min(end, start + PAGE)]);
  }

  /** In the order of identifiers. */
  async *filtered(filter: AuditEventFilter, size: number): AsyncGenerator<SealedRow[]> {
    for (let position: string | null = null; ; ) {
      const page: EventPage = { filter, columns, order: 'oldestFirst', position, limit: PAGE };
      const found = await this.transactor.run((manager) => findEvents<FoundRow>(manager, page));
      yield found.filter((row): row is SealedRow => row.sequence !== null && row.sequence < size);
      if (found.length < PAGE) return;
      position = (found.at(-1) as FoundRow).id;
    }
  }

  private async place(statement: typeof findFirstSince, id: string, time: Date): Promise<number | null> {
    return (await this.database.row<{ place: number | null }>(statement, [id, time]))?.place ?? null;
  }
}
