import type { AuditProof } from '../../shared/api/types';

type Bytes = Uint8Array<ArrayBuffer>;

/** They keep leaves and nodes apart (RFC 6962, 2.1). */
const [LEAF, NODE] = [Uint8Array.of(0), Uint8Array.of(1)];
const ROOT_LINE = 2;

/**
 * Whether the entry leads, along the audit path, to the root of the checkpoint (RFC 9162, 2.1.3.2). It does not look at
 * the signature: that takes a key which did not come from this server.
 */
export async function isIncluded({
  sequence,
  entry,
  leafHash,
  path,
  checkpoint,
}: AuditProof): Promise<boolean> {
  if (sequence >= checkpoint.size) return false;
  const leaf = await hash(LEAF, new TextEncoder().encode(entry));
  if (toBase64(leaf) !== leafHash) return false;
  let [node, place, last] = [leaf, sequence, checkpoint.size - 1];
  for (const step of path) {
    if (last === 0) return false;
    const sibling = fromBase64(step);
    if (place % 2 === 1 || place === last) {
      node = await hash(NODE, sibling, node);
      // On the right edge, a node without a sibling moves up as it is.
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else {
      node = await hash(NODE, node, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && toBase64(node) === checkpoint.note.split('\n')[ROOT_LINE];
}

const half = (place: number) => Math.floor(place / 2);

async function hash(...parts: Bytes[]): Promise<Bytes> {
  const whole = await new Blob(parts).arrayBuffer();
  return new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
}

const toBase64 = (bytes: Bytes) => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Bytes => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
