import { createHash, webcrypto } from 'node:crypto';

/**
 * RFC 6962 and C2SP signed notes once more, straight from their definitions and with nothing of the application: recursive where that
 * one loops, Web Crypto where that one uses Node's. What both accept is not accepted because of one mistake.
 */
const sha256 = (...parts: Uint8Array[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const leaf = (entry: string) => sha256(Uint8Array.of(0), Buffer.from(entry, 'utf8'));
const node = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right);

/** "The largest power of two smaller than n." */
function splitOf(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** Section 2.1: the Merkle tree hash of a list of entries. */
export function treeHash(entries: readonly string[]): Buffer {
  return treeHashOf(entries.map(leaf));
}

/** The same from the hashes of the leaves. */
export function treeHashOf(leaves: readonly Buffer[]): Buffer {
  if (leaves.length <= 1) return leaves[0] ?? sha256();
  const k = splitOf(leaves.length);
  return node(treeHashOf(leaves.slice(0, k)), treeHashOf(leaves.slice(k)));
}

/** Section 2.1.1, PATH(m, D[n]) read backwards: the root that an audit path leads to. */
export function rootByPath(index: number, size: number, entry: string, path: readonly Buffer[]): Buffer {
  return climb(index, size, leaf(entry), path);
}

function climb(m: number, n: number, hash: Buffer, path: readonly Buffer[]): Buffer {
  if (n === 1) {
    if (path.length > 0) throw new Error('The path is too long');
    return hash;
  }
  const sibling = path.at(-1);
  if (!sibling) throw new Error('The path is too short');
  const k = splitOf(n);
  return m < k
    ? node(climb(m, k, hash, path.slice(0, -1)), sibling)
    : node(sibling, climb(m - k, n - k, hash, path.slice(0, -1)));
}

/** Section 2.1.2, SUBPROOF(m, D[n], b) read backwards: the roots of both trees that a consistency proof leads to. */
export function rootsByConsistency(
  m: number,
  n: number,
  oldRoot: Buffer,
  proof: readonly Buffer[],
): [Buffer, Buffer] {
  return subproof(m, n, oldRoot, proof, true);
}

function subproof(
  m: number,
  n: number,
  oldRoot: Buffer,
  proof: readonly Buffer[],
  isWholeOldTree: boolean,
): [Buffer, Buffer] {
  if (m === n) {
    if (proof.length !== (isWholeOldTree ? 0 : 1)) throw new Error('The proof has another length');
    const hash = isWholeOldTree ? oldRoot : (proof[0] as Buffer);
    return [hash, hash];
  }
  const last = proof.at(-1);
  if (!last) throw new Error('The proof is too short');
  const k = splitOf(n);
  if (m <= k) {
    const [before, now] = subproof(m, k, oldRoot, proof.slice(0, -1), isWholeOldTree);
    return [before, node(now, last)];
  }
  const [before, now] = subproof(m - k, n - k, oldRoot, proof.slice(0, -1), false);
  return [node(last, before), node(last, now)];
}

/** C2SP signed-note and tlog-checkpoint. @throws when it is not signed by the key */
export async function openNote(note: string, verifierKey: string): Promise<{ size: number; root: Buffer }> {
  const [, name = '', id = '', encodedKey = ''] = /^(.+)\+([0-9a-f]{8})\+(.+)$/.exec(verifierKey) ?? [];
  const typed = Buffer.from(encodedKey, 'base64');
  const expected = sha256(Buffer.from(`${name}\n`), typed).subarray(0, 4);
  if (typed[0] !== 1 || expected.toString('hex') !== id) throw new Error('Not a key of this name');
  const key = await webcrypto.subtle.importKey('raw', typed.subarray(1), 'Ed25519', false, ['verify']);
  const separator = note.indexOf('\n\n');
  const text = note.slice(0, separator + 1);
  for (const line of note
    .slice(separator + 2)
    .trimEnd()
    .split('\n')) {
    const [, signer, encoded = ''] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
    const signature = Buffer.from(encoded, 'base64');
    if (signer !== name || !signature.subarray(0, 4).equals(expected)) continue;
    if (!(await webcrypto.subtle.verify('Ed25519', key, signature.subarray(4), Buffer.from(text)))) break;
    const [, size, root = ''] = text.split('\n');
    return { size: Number(size), root: Buffer.from(root, 'base64') };
  }
  throw new Error('The note is not signed by this key');
}
