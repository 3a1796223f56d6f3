import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { AppConfig } from '../../config/app-config';
import { DroppedMonthsReader, wasDropped } from '../retention/dropped-months.reader';
import { rowKey } from '../sealed-event';
import { findHead } from '../sealing/seal-statements';
import { treeReader, unlessIncomplete } from '../sealing/tree-reader';
import { type LeafRange, perfectRoot } from '../tree/merkle-tree';
import { LEVEL_STEP, type ReadHashes, type StoredRange, SUBTREE_SIZE } from '../tree/stored-tree';
import { CheckpointCheck, type Head } from './checkpoint-check';
import { Findings } from './findings';
import { findOutsideEvents, findPlaces, findProgress, saveProgress } from './integrity-statements';
import { checkBlocks, checkPlaces, emptyPlaces, type PlaceRow } from './log-walk';

export interface Progress extends Record<string, unknown> {
  position: bigint;
  seenMac: boolean;
  passStartedAt: Date;
  passedSize: bigint | null;
  passedAt: Date | null;
  note: string | null;
}

const CHUNK = 8 * SUBTREE_SIZE;

/**
 * Verifies the log against its own checkpoints, a part at a time: each call goes on where the last one stopped and starts again at
 * the end, because what was sound yesterday may be changed today. Whoever owns the database can stop this; the offline
 * verifier with a checkpoint from elsewhere cannot be stopped.
 */
@Injectable()
export class IntegrityService {
  private readonly key: Buffer;
  private readonly read: ReadHashes;

  constructor(
    config: AppConfig,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly dropped: DroppedMonthsReader,
    private readonly checkpoints: CheckpointCheck,
    private readonly findings: Findings,
  ) {
    this.key = rowKey(config.codePepper);
    this.read = treeReader((statement, values) => database.rows(statement, values));
  }

  head(): Promise<Head | null> {
    return this.database.row<Head>(findHead);
  }

  progress(): Promise<Progress | null> {
    return this.database.row<Progress>(findProgress);
  }

  /** @param events how many places to look at, at least; what is wrong is kept as findings */
  async examine(events: number): Promise<void> {
    const progress = (await this.progress()) ?? this.newPass(null);
    const { head, isSound } = await this.checkpoints.examine(progress.note);
    if (!head) return;
    const walked = await this.walk(head, progress, events);
    const note = isSound ? head.note : progress.note;
    const { position, seenMac, passStartedAt, passedSize, passedAt } = walked;
    const values = [progress.position, position, seenMac, passStartedAt, passedSize, passedAt, note];
    await this.database.execute(saveProgress, values);
  }

  /** Places whose events must all be there. */
  async checkSome(
    places: readonly PlaceRow[],
    seenMac: boolean,
  ): Promise<{ isSound: boolean; seenMac: boolean }> {
    const checked = checkPlaces(places, this.key, seenMac, () => false);
    await this.findings.report(checked.findings);
    return { isSound: checked.findings.length === 0, seenMac: checked.seenMac };
  }

  private newPass(last: Progress | null): Progress {
    const { passedSize = null, passedAt = null, note = null } = last ?? {};
    return { position: 0n, seenMac: false, passStartedAt: this.clock.now(), passedSize, passedAt, note };
  }

  private async walk(head: Head, start: Progress, events: number): Promise<Progress> {
    const size = Number(head.size);
    const progress = Number(start.position) < size ? { ...start } : this.newPass(start);
    const until = Math.min(size, Number(progress.position) + events);
    while (Number(progress.position) < until) {
      const first = Number(progress.position);
      const end = Math.min(size, first - (first % CHUNK) + CHUNK);
      progress.seenMac = await this.checkChunk({ first, end }, progress.seenMac);
      progress.position = BigInt(end);
    }
    if (Number(progress.position) < size) return progress;
    await this.checkAbove(size);
    await this.checkOutside(head);
    return { ...this.newPass(progress), passedSize: head.size, passedAt: this.clock.now() };
  }

  /** @returns whether an event with a MAC was met by now */
  private async checkChunk({ first, end }: LeafRange, seenMac: boolean): Promise<boolean> {
    const places = await this.database.rows<PlaceRow & Record<string, unknown>>(findPlaces, [first, end]);
    const checked = await this.checkPlaces(places, seenMac);
    await this.findings.report([...checked.findings, ...emptyPlaces(places, { first, end })]);
    if (places.length === end - first) {
      const leaves = places.map(({ hash }) => hash);
      await this.checkBlocks({ first, end }, leaves);
      await this.checkpoints.examineWithin({ first, end }, leaves);
    }
    return checked.seenMac;
  }

  /** What was dropped is asked for afterwards: a month may be dropped while its places are looked at. */
  private async checkPlaces(places: readonly PlaceRow[], seenMac: boolean) {
    const checked = checkPlaces(places, this.key, seenMac, () => false);
    if (!checked.findings.some(({ fault }) => fault === 'event-missing')) return checked;
    const dropped = await this.dropped.read();
    return checkPlaces(places, this.key, seenMac, (leaf) => wasDropped(dropped, leaf));
  }

  private async checkBlocks({ first, end }: LeafRange, leaves: readonly Buffer[]): Promise<void> {
    if (first % SUBTREE_SIZE !== 0) return;
    const blocks = { level: LEVEL_STEP, first: first / SUBTREE_SIZE, past: Math.floor(end / SUBTREE_SIZE) };
    const stored = await this.readOrNull(blocks);
    await this.findings.report(
      stored
        ? checkBlocks(leaves, first, stored)
        : [{ fault: 'tree-changed', block: { level: LEVEL_STEP, position: blocks.first } }],
    );
  }

  /** The few hashes over blocks of blocks. */
  private async checkAbove(size: number): Promise<void> {
    for (let level = 2 * LEVEL_STEP; 2 ** level <= size; level += LEVEL_STEP)
      for (let position = 0; (position + 1) * 2 ** level <= size; position++) {
        const below = {
          level: level - LEVEL_STEP,
          first: position * SUBTREE_SIZE,
          past: (position + 1) * SUBTREE_SIZE,
        };
        const [parts, whole] = await Promise.all([
          this.readOrNull(below),
          this.readOrNull({ level, first: position, past: position + 1 }),
        ]);
        if (!parts || !whole?.[0]?.equals(perfectRoot(parts)))
          await this.findings.report([{ fault: 'tree-changed', block: { level, position } }]);
      }
  }

  private async readOrNull(range: StoredRange): Promise<Buffer[] | null> {
    if (range.past === range.first) return [];
    const [hashes] = (await unlessIncomplete(this.read([range]))) ?? [];
    return hashes ?? null;
  }

  private async checkOutside({ sealedBelow, cluster }: Head): Promise<void> {
    const outside = await this.database.rows<{ id: string }>(findOutsideEvents, [sealedBelow, cluster]);
    await this.findings.report(outside.map(({ id }) => ({ fault: 'event-outside', eventId: id })));
  }
}
