import type { RetentionClass } from '../catalogue/event-definition';
import { type LeafFacts, leafMac, leafMacWithoutClass } from '../sealed-event';
import { committedOf, type EventRow } from '../sealing/event-row';
import { type LeafRange, perfectRoot } from '../tree/merkle-tree';
import { SUBTREE_SIZE } from '../tree/stored-tree';
import { checkEvent } from '../verify/check-event';
import type { Fault } from '../verify/faults';
import type { Finding } from './findings';

/** One place of the log, as `findPlaces` reads it. Without an event all its columns are null. */
export type PlaceRow = (EventRow | { id: null; retention: null }) & {
  sequence: bigint;
  eventId: string;
  hash: Buffer;
  /** Null only where somebody has emptied it. */
  leafMac: Buffer | null;
  leafRetention: RetentionClass;
  /** Address and user agent are there, or the log tells of an erasure of the person. */
  mayLackPlace: boolean;
};

/**
 * What is wrong with places that were found.
 * @param seenMac whether a place before them held an event with a MAC
 * @param mayBeGone whether the event of a place was dropped when its retention had ended
 */
export function checkPlaces(
  places: readonly PlaceRow[],
  key: Buffer,
  seenMac: boolean,
  mayBeGone: (leaf: LeafFacts) => boolean,
): { findings: Finding[]; seenMac: boolean } {
  const findings: Finding[] = [];
  let macExpected = seenMac;
  for (const place of places) {
    const leaf = leafOf(place);
    const fault = checkPlace(place, leaf, { key, macExpected, mayBeGone });
    if (fault) findings.push({ fault, sequence: leaf.sequence, eventId: leaf.eventId });
    if (place.id !== null && place.mac !== null) macExpected = true;
  }
  return { findings, seenMac: macExpected };
}

/** Places of the range that were not found. */
export function emptyPlaces(places: readonly PlaceRow[], { first, end }: LeafRange): Finding[] {
  const found = new Set(places.map(({ sequence }) => Number(sequence)));
  return Array.from({ length: end - first }, (_, at) => first + at)
    .filter((sequence) => !found.has(sequence))
    .map((sequence) => ({ fault: 'leaf-missing', sequence }));
}

/** Blocks of 256 whose hash in store is not that of their leaves. */
export function checkBlocks(leaves: readonly Buffer[], first: number, stored: readonly Buffer[]): Finding[] {
  return stored.flatMap((hash, at) => {
    const block = leaves.slice(at * SUBTREE_SIZE, (at + 1) * SUBTREE_SIZE);
    const isSound = block.length === SUBTREE_SIZE && perfectRoot(block).equals(hash);
    const position = first / SUBTREE_SIZE + at;
    return isSound ? [] : [{ fault: 'tree-changed', block: { level: 8, position } } satisfies Finding];
  });
}

function isTied(leaf: LeafFacts, mac: Buffer, key: Buffer): boolean {
  return leafMac(key, leaf).equals(mac) || leafMacWithoutClass(key, leaf).equals(mac);
}

function leafOf({ sequence, eventId, hash, leafRetention }: PlaceRow): LeafFacts {
  return { sequence: Number(sequence), eventId, hash, retention: leafRetention };
}

function checkPlace(
  place: PlaceRow,
  leaf: LeafFacts,
  {
    key,
    macExpected,
    mayBeGone,
  }: { key: Buffer; macExpected: boolean; mayBeGone: (leaf: LeafFacts) => boolean },
): Fault | null {
  if (place.leafMac === null || !isTied(leaf, place.leafMac, key)) return 'leaf-changed';
  if (place.id === null) return mayBeGone(leaf) ? null : 'event-missing';
  if (place.retention !== leaf.retention) return 'event-changed';
  const { mac, personalSalt: salt, ip, userAgent } = place;
  if (salt === null && (ip !== null || userAgent !== null)) return 'personal-facts-changed';
  const personal = salt && { salt, ip, userAgent };
  const fault = checkEvent({ event: committedOf(place), mac, leaf: leaf.hash, personal }, key, macExpected);
  return fault ?? (place.mayLackPlace ? null : 'erasure-unknown');
}
