import { foldSubtrees, type LeafRange, perfectRoot, type Subtree, subtreesOf } from './merkle-tree';

/** Only every eighth level is stored, leaves included: what lies between is computed from at most 128 hashes. */
export const LEVEL_STEP = 8;
export const SUBTREE_SIZE = 2 ** LEVEL_STEP;

/** Stored hashes at one level, from position `first` up to, but without, `past`. */
export interface StoredRange {
  level: number;
  first: number;
  past: number;
}

/** Reads ranges of stored hashes, in the order of the ranges. @throws when one is incomplete */
export type ReadHashes = (ranges: readonly StoredRange[]) => Promise<Buffer[][]>;

/** The hashes of ranges of leaves, e.g. of a proof's path. */
export async function hashRanges(read: ReadHashes, ranges: readonly LeafRange[]): Promise<Buffer[]> {
  const subtrees = ranges.map(subtreesOf);
  const hashes = (await read(subtrees.flat().map(storedRangeOf))).map(perfectRoot);
  return subtrees.map(({ length }) => foldSubtrees(hashes.splice(0, length)));
}

/** The root of the first `size` leaves. */
export async function rootOf(read: ReadHashes, size: number): Promise<Buffer> {
  const [root] = await hashRanges(read, [{ first: 0, end: size }]);
  return root as Buffer;
}

function storedRangeOf({ level, position }: Subtree): StoredRange {
  const stored = level - (level % LEVEL_STEP);
  const width = 2 ** (level - stored);
  return { level: stored, first: position * width, past: (position + 1) * width };
}
