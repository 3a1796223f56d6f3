import { committedOf } from '../../sealing/event-row';
import { inclusionPath, subtreesOf } from '../../tree/merkle-tree';
import { hashRanges, type ReadHashes } from '../../tree/stored-tree';
import { TileCache } from '../../tree/tile-cache';
import {
  EXPORT_FORMAT,
  EXPORT_VERSION,
  type ExportEnd,
  type ExportHeader,
  type ExportLine,
} from '../../verify/export-format';
import type { CheckpointRow } from '../proof-statements';
import type { PlaceRange, SealedRow } from './export-pages';

interface Source {
  checkpoint: CheckpointRow;
  verifierKeys: string[];
  filters: Record<string, unknown>;
  read: ReadHashes;
}

/** Every event of a range of places: proven as a whole by the hashes on both sides of it. */
export async function* rangeLines(
  { checkpoint, verifierKeys, filters, read }: Source,
  range: PlaceRange,
  pages: AsyncIterable<SealedRow[]>,
): AsyncGenerator<string> {
  const side = async (first: number, end: number) => {
    const parts = subtreesOf({ first, end }).map(({ level, position }) => ({
      first: position * 2 ** level,
      end: (position + 1) * 2 ** level,
    }));
    return (await hashRanges(read, parts)).map(base64);
  };
  const [left, right] = await Promise.all([side(0, range.first), side(range.end, Number(checkpoint.size))]);
  yield lines({ ...headerOf(checkpoint, verifierKeys, filters), range: { ...range, left, right } });
  let events = 0;
  for await (const page of pages) {
    events += page.length;
    yield lines(...page.map((row) => toLine(row)));
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
  yield lines({ ...headerOf(checkpoint, verifierKeys, filters), range: null });
  let events = 0;
  for await (const page of pages) {
    events += page.length;
    const paths = await tiles.hashPaths(page.map(({ sequence }) => inclusionPath(sequence, size)));
    yield lines(...page.map((row, at) => ({ ...toLine(row), path: paths[at]?.map(base64) })));
  }
  yield lines({ end: true, events } satisfies ExportEnd);
}

function headerOf(
  checkpoint: CheckpointRow,
  verifierKeys: string[],
  filters: Record<string, unknown>,
): Omit<ExportHeader, 'range'> {
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
