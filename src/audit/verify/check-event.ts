import { canonicalJson } from '../../common/canonical-json';
import { type CommittedEvent, leafEntry, type PersonalFacts, personalDigest, rowMac } from '../sealed-event';
import { leafHash } from '../tree/merkle-tree';
import type { Fault } from './faults';

export interface CheckedEvent {
  event: CommittedEvent;
  mac: Buffer | null;
  /** What the log commits to for this place. */
  leaf: Buffer;
  /** Null when it was erased. */
  personal: (PersonalFacts & { salt: Buffer }) | null;
}

/**
 * @param key null when MACs cannot be checked
 * @param macExpected whether an event before it had a MAC: those without are older than all others
 * @returns the first thing that is wrong, or null
 */
export function checkEvent(
  { event, mac, leaf, personal }: CheckedEvent,
  key: Buffer | null,
  macExpected: boolean,
): Fault | null {
  if (mac === null && macExpected) return 'event-forged';
  if (mac !== null && key !== null && !rowMac(key, event).equals(mac)) return 'event-forged';
  if (!leafHash(leafEntry(event, mac)).equals(leaf)) return 'event-changed';
  if (personal && event.personalDigest !== null) {
    const digest = personalDigest(personal.salt, personal).toString('hex');
    if (digest !== event.personalDigest) return 'personal-facts-changed';
  }
  return null;
}

/** What names a fault once: its event, its place, or the block. */
export function placeOf(place: Record<string, unknown>): string {
  return canonicalJson(place);
}
