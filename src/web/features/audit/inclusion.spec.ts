import { createHash } from 'node:crypto';
import { isIncluded } from './inclusion';

const SIZES = [1, 2, 3, 4, 5, 7, 8, 13];
const entries = Array.from({ length: 13 }, (_, index) => `event ${index} ü`);

const sha256 = (...parts: Uint8Array[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** "The largest power of two smaller than n." */
function splitOf(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** RFC 6962, 2.1, as it is defined. */
function treeHash(leaves: readonly string[]): Buffer {
  if (leaves.length === 1) return sha256(Uint8Array.of(0), Buffer.from(leaves[0] as string, 'utf8'));
  const split = splitOf(leaves.length);
  return sha256(Uint8Array.of(1), treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

/** RFC 6962, 2.1.1. */
function pathOf(place: number, leaves: readonly string[]): string[] {
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  const [own, other, at] = place < split ? [left, right, place] : [right, left, place - split];
  return [...pathOf(at, own), treeHash(other).toString('base64')];
}

function proofOf(sequence: number, size: number) {
  const leaves = entries.slice(0, size);
  const entry = entries[sequence] as string;
  const note = `shopflow/test\n${size}\n${treeHash(leaves).toString('base64')}\n\n— shopflow/test signature\n`;
  return {
    ...{ sequence, entry, path: pathOf(sequence, leaves) },
    leafHash: treeHash([entry]).toString('base64'),
    checkpoint: { size, note, sealedAt: '2026-01-01T00:00:00.000Z' },
  };
}

it.each(SIZES)('finds every event among %i', async (size) => {
  for (let sequence = 0; sequence < size; sequence++)
    expect(await isIncluded(proofOf(sequence, size))).toBe(true);
});

it('finds nothing that was changed, moved or left out', async () => {
  const proof = proofOf(5, 13);
  const { path, checkpoint } = proof;
  const forged = [
    { ...proof, entry: `${proof.entry}!` },
    { ...proof, entry: `${proof.entry}!`, leafHash: treeHash([`${proof.entry}!`]).toString('base64') },
    { ...proof, leafHash: proofOf(4, 13).leafHash },
    { ...proof, sequence: 4 },
    { ...proof, sequence: 13 },
    { ...proof, path: path.slice(1) },
    { ...proof, path: [...path, path[0] as string] },
    { ...proof, path: path.toReversed() },
    { ...proof, checkpoint: { ...checkpoint, size: 6 } },
    { ...proof, checkpoint: proofOf(5, 12).checkpoint },
  ];
  for (const each of forged) expect(await isIncluded(each)).toBe(false);
});
