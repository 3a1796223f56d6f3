import type { ReadHashes, StoredRange } from '../tree/stored-tree';
import { findHashes } from './seal-statements';

type Query = (statement: typeof findHashes, values: unknown[]) => Promise<{ range: number; hash: Buffer }[]>;

/** Hashes that the log must have are not stored: somebody has taken them away. */
export class IncompleteTree extends Error {}

/** Reads the stored tree by one statement, whatever the number of ranges. @throws IncompleteTree */
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

/** What was read, or null where hashes are missing. A database that does not answer is another matter. */
export async function unlessIncomplete<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof IncompleteTree) return null;
    throw error;
  }
}

function assertComplete({ level, first, past }: StoredRange, hashes: readonly Buffer[]): void {
  if (hashes.length !== past - first)
    throw new IncompleteTree(`The audit tree lacks hashes at level ${level} from ${first} to ${past}`);
}
