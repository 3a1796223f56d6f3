import type { ExportLine } from './export-format';
import { VerificationError } from './verification-error';

/**
 * Events whose address and user agent are gone. The log tells of every erasure of a person in an event that is never dropped: whoever
 * empties events without one shows. Memory grows with the erased persons only.
 */
export class ErasedEvents {
  /** Of each person the first event that was emptied. */
  private readonly emptied = new Map<string, string>();
  private readonly erased = new Set<string>();
  private events = 0;

  get count(): number {
    return this.events;
  }

  add({ sequence, event, personal }: ExportLine): void {
    const { type, actorId, subject } = event;
    if (type === 'account.erased' && subject.id !== null) this.erased.add(subject.id);
    if (personal !== null || event.personalDigest === null) return;
    this.events++;
    const person = actorId ?? (subject.type === 'user' ? subject.id : null);
    if (person !== null && !this.emptied.has(person))
      this.emptied.set(person, `Event ${sequence} (${event.id})`);
  }

  /** When every event of the log was added. */
  assertExplained(): void {
    for (const [person, event] of this.emptied)
      if (!this.erased.has(person)) throw new VerificationError(`${event}: erasure-unknown`);
  }
}
