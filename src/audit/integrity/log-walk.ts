import type { RetentionClass } from '../catalogue/event-definition';
import { type LeafFacts, leafMac, leafMacWithoutClass } from '../sealed-event';
import { committedOf, type EventRow } from '../sealing/event-row';
import { perfectRoot } from '../tree/merkle-tree';
import { SUBTREE_SIZE } from '../tree/stored-tree';
import { checkEvent } from '../verify/check-event';
import type { Fault } from '../verify/faults';

/** One place of the log, as `findPlaces` reads it. Without an event all its columns are null. */
export type PlaceRow = (EventRow | { id: null; retention: null }) & {
  sequence: bigint;
  eventId: string;
  hash: Buffer;
  leafMac: Buffer | null;
  leafRetention: RetentionClass;
};

export interface Finding {
  fault: Fault;
  sequence?: number;
  eventId?: string;
  /** A block of events, or the size of a checkpoint. */
  block?: { level: number; position: number };
  size?: number;
}

/**
 * What is wrong with the places from `first` up to, but without, `past`.
 * @param seenMac whether a place before them held an event with a MAC
 */
export function checkPlaces(
  places: readonly PlaceRow[],
  { first, past }: { first: number; past: number },
  key: Buffer,
  seenMac: boolean,
): { findings: Finding[]; seenMac: boolean } {
  const findings: Finding[] = [];
  const found = new Map(places.map((place) => [Number(place.sequence), place]));
  let macExpected = seenMac;
  for (let sequence = first; sequence < past; sequence++) {
    const place = found.get(sequence);
    const fault = place ? checkPlace(place, key, macExpected) : 'leaf-missing';
    if (fault) findings.push({ fault, sequence, eventId: place?.eventId });
    if (place && place.id !== null && place.mac !== null) macExpected = true;
  }
  return { findings, seenMac: macExpected };
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

function checkPlace(place: PlaceRow, key: Buffer, macExpected: boolean): Fault | null {
  const { eventId, hash, leafRetention } = place;
  const leaf = { sequence: Number(place.sequence), eventId, hash, retention: leafRetention };
  if (place.leafMac !== null && !isTied(leaf, place.leafMac, key)) return 'leaf-changed';
  if (place.id === null) return 'event-missing';
  if (place.retention !== leafRetention) return 'event-changed';
  const { mac, personalSalt: salt, ip, userAgent } = place;
  if (salt === null && (ip !== null || userAgent !== null)) return 'personal-facts-changed';
  const personal = salt && { salt, ip, userAgent };
  return checkEvent({ event: committedOf(place), mac, leaf: hash, personal }, key, macExpected);
}
