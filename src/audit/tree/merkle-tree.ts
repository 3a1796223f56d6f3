import { createHash } from 'node:crypto';

/** A perfect subtree: `2 ** level` leaves, the first of which is leaf `position * 2 ** level`. */
export interface Subtree {
  level: number;
  position: number;
}

/** The leaves from `first` up to, but without, `end`. */
export interface LeafRange {
  first: number;
  end: number;
}

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** RFC 6962 section 2.1: the hash of a list with one entry. */
export function leafHash(entry: string | Buffer): Buffer {
  return createHash('sha256').update(LEAF).update(entry).digest();
}

/** RFC 6962 section 2.1: the hash over two halves. */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

/** RFC 6962 section 2.1: the root of a tree without leaves. */
export const emptyRoot: Buffer = createHash('sha256').digest();

/** The fewest perfect subtrees that make up a range, from left to right. */
export function subtreesOf({ first, end }: LeafRange): Subtree[] {
  const found: Subtree[] = [];
  for (let start = first; start < end; ) {
    let level = 0;
    while (start % 2 ** (level + 1) === 0 && start + 2 ** (level + 1) <= end) level++;
    found.push({ level, position: start / 2 ** level });
    start += 2 ** level;
  }
  return found;
}

/** Hash of a range as proofs have them, from the hashes of `subtreesOf` it: they get smaller from left to right. */
export function foldSubtrees(hashes: readonly Buffer[]): Buffer {
  return hashes.length === 0 ? emptyRoot : hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** Root of a perfect tree over `hashes`, whose number is a power of two. */
export function perfectRoot(hashes: readonly Buffer[]): Buffer {
  let level = [...hashes];
  while (level.length > 1)
    level = Array.from({ length: level.length / 2 }, (_, at) =>
      nodeHash(level[2 * at] as Buffer, level[2 * at + 1] as Buffer),
    );
  return level[0] as Buffer;
}

/** RFC 6962 section 2.1.1: the audit path of leaf `index` in a tree of `size` leaves, as the ranges whose hashes it lists. */
export function inclusionPath(index: number, size: number): LeafRange[] {
  const path: LeafRange[] = [];
  let [first, end] = [0, size];
  while (end - first > 1) {
    const middle = first + split(end - first);
    const isLeft = index < middle;
    path.unshift(isLeft ? { first: middle, end } : { first, end: middle });
    [first, end] = isLeft ? [first, middle] : [middle, end];
  }
  return path;
}

/** RFC 6962 section 2.1.2: what proves that the tree of `size` leaves extends the one of `oldSize`, as ranges. */
export function consistencyPath(oldSize: number, size: number): LeafRange[] {
  if (oldSize === 0 || oldSize === size) return [];
  const path: LeafRange[] = [];
  let [first, end] = [0, size];
  while (end !== oldSize) {
    const middle = first + split(end - first);
    const isLeft = oldSize <= middle;
    path.unshift(isLeft ? { first: middle, end } : { first, end: middle });
    [first, end] = isLeft ? [first, middle] : [middle, end];
  }
  if (first > 0) path.unshift({ first, end });
  return path;
}

/** RFC 9162 section 2.1.3.2. */
export function provesInclusion(
  { index, size, hash, root }: { index: number; size: number; hash: Buffer; root: Buffer },
  path: readonly Buffer[],
): boolean {
  if (index < 0 || index >= size) return false;
  let [fn, sn, result] = [index, size - 1, hash];
  for (const sibling of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      result = nodeHash(sibling, result);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      result = nodeHash(result, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && result.equals(root);
}

/** RFC 9162 section 2.1.4.2. */
export function provesConsistency(
  old: { size: number; root: Buffer },
  { size, root }: { size: number; root: Buffer },
  path: readonly Buffer[],
): boolean {
  if (old.size > size) return false;
  if (old.size === size) return path.length === 0 && old.root.equals(root);
  if (old.size === 0) return path.length === 0;
  const isPowerOfTwo = Number.isInteger(Math.log2(old.size));
  const [seed, ...rest] = isPowerOfTwo ? [old.root, ...path] : path;
  if (!seed) return false;
  let [fn, sn] = [old.size - 1, size - 1];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  let [oldResult, result] = [seed, seed];
  for (const sibling of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [oldResult, result] = [nodeHash(sibling, oldResult), nodeHash(sibling, result)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      result = nodeHash(result, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && oldResult.equals(old.root) && result.equals(root);
}

/** The largest power of two below `count`. */
function split(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}

function half(value: number): number {
  return Math.floor(value / 2);
}
