import { GrowingTree } from '../tree/growing-tree';
import { provesInclusion, subtreesOf } from '../tree/merkle-tree';
import { type Checkpoint, type NoteVerifier, openCheckpoint } from '../tree/signed-note';
import { checkEvent } from './check-event';
import { DroppedMonths, droppedMonthOf } from './dropped-months';
import { ErasedEvents } from './erased-events';
import {
  type EmptyExportLine,
  EXPORT_FORMAT,
  EXPORT_VERSION,
  type ExportEnd,
  type ExportHeader,
  type ExportLine,
} from './export-format';
import { VerificationError } from './verification-error';

export interface VerifierOptions {
  key: NoteVerifier;
  /** Null when MACs are not to be checked. */
  macKey: Buffer | null;
  /** An earlier checkpoint that was kept elsewhere, as a signed note. */
  earlier: string | null;
}

export interface Verified {
  events: number;
  /** Places whose events were dropped because their retention had ended, as the log itself says. */
  dropped: number;
  size: number;
  /** Whether an earlier checkpoint was given and the log was shown to extend it. */
  extendsEarlier: boolean;
  macsChecked: boolean;
  /** How many events have lost address and user agent because their person was erased. */
  erasedEvents: number;
}

/**
 * Verifies an export line by line, in memory that does not grow with it.
 * Throws a `VerificationError` at the first line that does not hold.
 */
export class ExportVerifier {
  private header: ExportHeader | null = null;
  private checkpoint: Checkpoint | null = null;
  private readonly earlier: Checkpoint | null;
  private readonly tree = new GrowingTree();
  private rootThen: Buffer | null = null;
  private lines = 0;
  private last = -1;
  private seenMac = false;
  private readonly erased = new ErasedEvents();
  private events = 0;
  private dropped = 0;
  private readonly months = new DroppedMonths();
  private ended = false;

  constructor(private readonly options: VerifierOptions) {
    this.earlier = options.earlier === null ? null : this.open(options.earlier, 'The earlier checkpoint');
  }

  line(text: string): void {
    this.lines++;
    try {
      this.take(parse(text));
    } catch (error) {
      if (error instanceof VerificationError) throw error;
      throw new VerificationError(`Line ${this.lines} is not one that an export has`);
    }
  }

  /** After the last line. */
  finish(): Verified {
    if (!this.ended || !this.checkpoint)
      throw new VerificationError('The export was cut off: its last line is missing');
    return {
      events: this.events,
      dropped: this.dropped,
      size: this.checkpoint.size,
      extendsEarlier: this.rootThen !== null,
      macsChecked: this.options.macKey !== null,
      erasedEvents: this.erased.count,
    };
  }

  private take(value: Record<string, unknown>): void {
    if (this.ended) throw new VerificationError('There is more after the last line');
    if (!this.header) this.begin(value as unknown as ExportHeader);
    else if ('end' in value) this.end(value as unknown as ExportEnd);
    else if ('dropped' in value) this.empty(value as unknown as EmptyExportLine);
    else this.event(value as unknown as ExportLine);
  }

  private begin(header: ExportHeader): void {
    if (header.format !== EXPORT_FORMAT || ![1, EXPORT_VERSION].includes(header.formatVersion))
      throw new VerificationError('This is not an export of the audit log that this verifier understands');
    this.header = header;
    this.checkpoint = this.open(header.checkpoint, "The export's checkpoint");
    if (this.earlier && this.earlier.size > this.checkpoint.size)
      throw new VerificationError(
        `The log was cut off: it had ${this.earlier.size} events and now has ${this.checkpoint.size}`,
      );
    for (const line of header.dropped ?? []) this.declare(line);
    const { range } = header;
    if (!range) return;
    assertRange(range, this.checkpoint.size);
    this.last = range.first - 1;
    this.add(range.left, { first: 0, end: range.first });
  }

  private event(line: ExportLine): void {
    const { sequence, event, mac, path } = line;
    const { range } = this.header as ExportHeader;
    this.moveTo(sequence);
    const leaf = this.check(line);
    this.seenMac ||= mac !== null && range !== null;
    if (range) this.addLeaf(leaf);
    else this.provePath(sequence, event.id, leaf, path ?? []);
    this.erased.add(line);
    this.events++;
  }

  /** An event that tells of a dropped month: as good as any other in the log. */
  private declare(line: ExportLine): void {
    this.provePath(line.sequence, line.event.id, this.check(line), line.path ?? []);
    const month = droppedMonthOf(line.event);
    if (month) this.months.declare(month);
  }

  private empty({ sequence, leafHash, dropped }: EmptyExportLine): void {
    this.moveTo(sequence);
    const leaf = Buffer.from(leafHash, 'hex');
    if (!this.months.take({ ...dropped, sequence, leaf }))
      throw new VerificationError(
        `Event ${sequence} (${dropped.eventId}) is missing, and the log does not say that it was dropped`,
      );
    this.addLeaf(leaf);
    this.dropped++;
  }

  private moveTo(sequence: number): void {
    const { range } = this.header as ExportHeader;
    if (range ? sequence !== this.last + 1 : !Number.isSafeInteger(sequence))
      throw new VerificationError(`Event ${this.last + 1} is missing: the next one is ${sequence}`);
    this.last = sequence;
  }

  /** @returns the hash in the event's place */
  private check({ sequence, event, mac, leafHash, personal }: ExportLine): Buffer {
    const leaf = Buffer.from(leafHash, 'hex');
    const fault = checkEvent(
      {
        ...{ event, leaf },
        mac: mac === null ? null : Buffer.from(mac, 'hex'),
        personal: personal && { ...personal, salt: Buffer.from(personal.salt, 'hex') },
      },
      this.options.macKey,
      this.seenMac,
    );
    if (fault) throw new VerificationError(`Event ${sequence} (${event.id}): ${fault}`);
    return leaf;
  }

  private provePath(index: number, id: string, hash: Buffer, path: readonly string[]): void {
    const { size, root } = this.checkpoint as Checkpoint;
    const proof = path.map((sibling) => Buffer.from(sibling, 'base64'));
    if (!provesInclusion({ index, size, hash, root }, proof))
      throw new VerificationError(`Event ${index} (${id}): it is not in the log that was signed`);
  }

  private end({ events }: ExportEnd): void {
    const { range } = this.header as ExportHeader;
    if (events !== this.events)
      throw new VerificationError(`The export has ${this.events} events instead of ${events}`);
    this.ended = true;
    if (!range) return;
    if (this.last !== range.end - 1)
      throw new VerificationError(`Event ${this.last + 1} is missing: the export ends before it`);
    const wrong = this.months.findWrong(range);
    if (wrong)
      throw new VerificationError(
        `Other ${wrong.retention} events of ${wrong.month} are missing than the ${wrong.events} that the log says were dropped`,
      );
    const { size, root } = this.checkpoint as Checkpoint;
    this.add(range.right, { first: range.end, end: size });
    if (!this.tree.root().equals(root))
      throw new VerificationError('The events do not have the root that was signed');
    if (this.rootThen && !this.rootThen.equals((this.earlier as Checkpoint).root))
      throw new VerificationError(
        'History was rewritten: the log does not extend the one of the earlier checkpoint',
      );
    if (range.first === 0 && range.end === size) this.erased.assertExplained();
  }

  private add(hashes: readonly string[], range: { first: number; end: number }): void {
    const subtrees = subtreesOf(range);
    if (subtrees.length !== hashes.length)
      throw new VerificationError('The proof of the range is not complete');
    subtrees.forEach(({ level }, at) => {
      this.tree.append(Buffer.from(hashes[at] as string, 'base64'), level);
      this.rememberRoot();
    });
  }

  private addLeaf(leaf: Buffer): void {
    this.tree.append(leaf);
    this.rememberRoot();
  }

  private rememberRoot(): void {
    if (this.tree.size === this.earlier?.size) this.rootThen = this.tree.root();
  }

  private open(note: string, what: string): Checkpoint {
    const checkpoint = openCheckpoint(note, this.options.key);
    if (!checkpoint) throw new VerificationError(`${what} is not signed by the given key`);
    return checkpoint;
  }
}

function assertRange({ first, end }: { first: number; end: number }, size: number): void {
  const isRange = [first, end].every(Number.isSafeInteger) && first >= 0 && first <= end && end <= size;
  if (!isRange) throw new VerificationError('The range of the export is not one of the log');
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw new VerificationError('A line is not a JSON object');
}
