import type { ReadHashes, StoredRange } from '../tree/stored-tree';
import { findHashes } from './seal-statements';

type Query = (statement: typeof findHashes, values: unknown[]) => Promise<{ range: number; hash: Buffer }[]>;

/** Reads the stored tree by one statement, whatever the number of ranges. */
export function treeReader(query: Query): ReadHashes {
  return async (ranges) => {
    if (ranges.length === 0) return [];
    const found = await query(findHashes, [
      ranges.map(({ level }) => level),
      ranges.map(({ first }) => first),
      ranges.map(({ past }) => past),
    ]);
    const hashes = ranges.map((): Buffer[] => []);
    for (const { range, hash } of found) hashes[range - 1]?.push(hash);
    for (const [at, range] of ranges.entries()) assertComplete(range, hashes[at] as Buffer[]);
    return hashes;
  };
}

function assertComplete({ level, first, past }: StoredRange, hashes: readonly Buffer[]): void {
  if (hashes.length !== past - first)
    throw new Error(`The audit tree lacks hashes at level ${level} from ${first} to ${past}`);
}
