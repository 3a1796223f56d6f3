import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from '../common/canonical-json';

/** Who a person was on the network. Kept apart from what the log commits to, so that it can be erased (GDPR article 17). */
export interface PersonalFacts {
  ip: string | null;
  userAgent: string | null;
}

/** What the log commits to, one event. */
export interface CommittedEvent {
  id: string;
  /** RFC 3339 in UTC, with microseconds. */
  at: string;
  type: string;
  outcome: 'success' | 'failure';
  actorId: string | null;
  subject: { type: string; id: string | null };
  requestId: string | null;
  details: Record<string, unknown>;
  schemaVersion: number;
  /** Hex of `personalDigest`; null in schema version 1 where nothing was known. */
  personalDigest: string | null;
  /** See `retentionClassOf`; from schema version 3 on. */
  retention?: string;
}

const KEY_PURPOSE = 'shopflow audit row';

/**
 * SHA-256 over salt and facts. The salt, 32 random bytes, is erased with the facts: without it nobody can find out by
 * trying which of four thousand million addresses it was.
 */
export function personalDigest(salt: Buffer, { ip, userAgent }: PersonalFacts): Buffer {
  return createHash('sha256').update(salt).update(canonicalJson({ ip, userAgent })).digest();
}

/** The key of row MACs, derived so that it never serves another purpose as well (NIST SP 800-108, one block in counter mode). */
export function rowKey(pepper: Buffer): Buffer {
  return createHmac('sha256', pepper).update(`\u0001${KEY_PURPOSE}\u0000`).digest();
}

/** HMAC-SHA256 over the event in canonical JSON (RFC 8785): nobody without the key can write a row that looks like ours. */
export function rowMac(key: Buffer, event: CommittedEvent): Buffer {
  return createHmac('sha256', key).update(canonicalJson(event)).digest();
}

/** What a place says of its event. */
export interface LeafFacts {
  sequence: number;
  eventId: string;
  hash: Buffer;
  retention: string;
}

/** Ties an event's hash to its place and its class, so that a leaf that was moved, or given another class, is named. */
export function leafMac(key: Buffer, { sequence, eventId, hash, retention }: LeafFacts): Buffer {
  return createHmac('sha256', key).update(`leaf ${sequence} ${eventId} ${retention} `).update(hash).digest();
}

/** As places were tied before they had a class. */
export function leafMacWithoutClass(key: Buffer, { sequence, eventId, hash }: LeafFacts): Buffer {
  return createHmac('sha256', key).update(`leaf ${sequence} ${eventId} `).update(hash).digest();
}

/** What a leaf of the tree is the hash of: the event with its MAC, in canonical JSON (RFC 8785). */
export function leafEntry(event: CommittedEvent, mac: Buffer | null): string {
  return canonicalJson({ ...event, mac: mac === null ? null : mac.toString('hex') });
}

/** The clock gives milliseconds; the form has room for microseconds. */
export function withMicroseconds(time: Date): string {
  return `${time.toISOString().slice(0, -1)}000Z`;
}
