import { type DroppedMonthEvent, wasDropped } from '../../retention/dropped-months.reader';
import { committedOf } from '../../sealing/event-row';
import { inclusionPath, subtreesOf } from '../../tree/merkle-tree';
import { hashRanges, type ReadHashes } from '../../tree/stored-tree';
import { TileCache } from '../../tree/tile-cache';
import {
  type EmptyExportLine,
  EXPORT_FORMAT,
  EXPORT_VERSION,
  type ExportEnd,
  type ExportHeader,
  type ExportLine,
} from '../../verify/export-format';
import type { CheckpointRow } from '../proof-statements';
import type { EmptyRow, PlaceRange, SealedRow } from './export-pages';

interface Source {
  checkpoint: CheckpointRow;
  verifierKeys: string[];
  filters: Record<string, unknown>;
  read: ReadHashes;
}

/** What a range needs beside its events: which months were dropped, and that again when more has gone meanwhile. */
export interface Gaps {
  known: readonly DroppedMonthEvent[];
  read(): Promise<readonly DroppedMonthEvent[]>;
}

/**
 * Every event of a range of places: proven as a whole by the hashes on both sides of it. Where events were dropped their places
 * are there, and before all others the events that tell of it.
 */
export async function* rangeLines(
  { checkpoint, verifierKeys, filters, read }: Source,
  range: PlaceRange,
  pages: AsyncIterable<(SealedRow | EmptyRow)[]>,
  gaps: Gaps,
): AsyncGenerator<string> {
  const side = async (first: number, end: number) => {
    const parts = subtreesOf({ first, end }).map(({ level, position }) => ({
      first: position * 2 ** level,
      end: (position + 1) * 2 ** level,
    }));
    return (await hashRanges(read, parts)).map(base64);
  };
  const [left, right] = await Promise.all([side(0, range.first), side(range.end, Number(checkpoint.size))]);
  yield lines({
    ...headerOf(checkpoint, verifierKeys, filters),
    range: { ...range, left, right },
    dropped: await droppedLines(read, Number(checkpoint.size), range, gaps.known),
  });
  let events = 0;
  for await (const page of pages) {
    events += page.filter(({ id }) => id !== null).length;
    for (const row of page) if (row.id === null) await assertNotDroppedNow(row, gaps);
    yield lines(
      ...page.flatMap((row) => (row.id === null ? emptyLines(row, gaps.known) : [toLine(row) as object])),
    );
  }
  yield lines({ end: true, events } satisfies ExportEnd);
}

/** Some events: each with a path of its own. */
export async function* filteredLines(
  { checkpoint, verifierKeys, filters, read }: Source,
  pages: AsyncIterable<SealedRow[]>,
): AsyncGenerator<string> {
  const size = Number(checkpoint.size);
  const tiles = new TileCache(read, size);
  yield lines({ ...headerOf(checkpoint, verifierKeys, filters), range: null, dropped: [] });
  let events = 0;
  for await (const page of pages) {
    events += page.length;
    const paths = await tiles.hashPaths(page.map(({ sequence }) => inclusionPath(sequence, size)));
    yield lines(...page.map((row, at) => ({ ...toLine(row), path: paths[at]?.map(base64) })));
  }
  yield lines({ end: true, events } satisfies ExportEnd);
}

/** The events that tell of dropped months with places in the range, each with a path of its own. */
async function droppedLines(
  read: ReadHashes,
  size: number,
  { first, end }: PlaceRange,
  known: readonly DroppedMonthEvent[],
): Promise<ExportLine[]> {
  const telling = known.flatMap(({ month, event, sequence, leaf }) =>
    sequence !== null && leaf !== null && month.first < end && month.last >= first
      ? [{ ...event, sequence, leaf }]
      : [],
  );
  const tiles = new TileCache(read, size);
  const paths = await tiles.hashPaths(telling.map(({ sequence }) => inclusionPath(sequence, size)));
  return telling.map((row, at) => ({ ...toLine(row), path: paths[at]?.map(base64) }));
}

/** A reader of the whole would take it for a deleted event. */
async function assertNotDroppedNow(row: EmptyRow, { known, read }: Gaps): Promise<void> {
  const leaf = { eventId: row.eventId, retention: row.leafRetention };
  if (!wasDropped(known, leaf) && wasDropped(await read(), leaf))
    throw new Error('Events were dropped while they were exported: the export has to be started again');
}

/** A place that nothing accounts for is left out: the verifier names it. */
function emptyLines(
  { sequence, leaf, eventId, leafRetention: retention }: EmptyRow,
  known: readonly DroppedMonthEvent[],
): object[] {
  if (!wasDropped(known, { eventId, retention })) return [];
  return [
    { sequence, leafHash: leaf.toString('hex'), dropped: { eventId, retention } } satisfies EmptyExportLine,
  ];
}

function headerOf(
  checkpoint: CheckpointRow,
  verifierKeys: string[],
  filters: Record<string, unknown>,
): Omit<ExportHeader, 'range' | 'dropped'> {
  return {
    format: EXPORT_FORMAT,
    formatVersion: EXPORT_VERSION,
    checkpoint: checkpoint.note,
    verifierKeys,
    filters,
  };
}

function toLine(row: SealedRow): ExportLine {
  const { sequence, mac, leaf, personalSalt, ip, userAgent } = row;
  return {
    sequence,
    event: committedOf(row),
    mac: mac?.toString('hex') ?? null,
    leafHash: leaf.toString('hex'),
    personal: personalSalt && { ip, userAgent, salt: personalSalt.toString('hex') },
  };
}

function lines(...values: object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

function base64(hash: Buffer): string {
  return hash.toString('base64');
}
