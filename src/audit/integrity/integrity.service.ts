import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { Random } from '../../common/random';
import { AppConfig } from '../../config/app-config';
import { DroppedMonthsReader, wasDropped } from '../retention/dropped-months.reader';
import { type LeafFacts, rowKey } from '../sealed-event';
import { findHead, findVerifierKeys } from '../sealing/seal-statements';
import { treeReader } from '../sealing/tree-reader';
import { perfectRoot } from '../tree/merkle-tree';
import { type Checkpoint, openCheckpoint, parseVerifierKey } from '../tree/signed-note';
import { LEVEL_STEP, type ReadHashes, rootOf, SUBTREE_SIZE } from '../tree/stored-tree';
import { placeOf } from '../verify/check-event';
import type { Fault } from '../verify/faults';
import {
  findOutsideEvents,
  findPlaces,
  findProgress,
  insertFinding,
  saveProgress,
} from './integrity-statements';
import { checkBlocks, checkPlaces, emptyPlaces, type Finding, type PlaceRow } from './log-walk';
import { newestNoteIn } from './outside-checkpoint';

export interface Head extends Record<string, unknown> {
  size: bigint;
  note: string;
  sealedAt: Date;
  cluster: string;
  sealedBelow: bigint;
}

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
  private readonly logger = new Logger('AuditIntegrity');
  private readonly key: Buffer;
  private readonly read: ReadHashes;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly database: Database,
    private readonly dropped: DroppedMonthsReader,
  ) {
    this.key = rowKey(config.codePepper);
    this.read = treeReader((statement, values) => this.database.rows(statement, values));
  }

  head(): Promise<Head | null> {
    return this.database.row<Head>(findHead);
  }

  progress(): Promise<Progress | null> {
    return this.database.row<Progress>(findProgress);
  }

  /** @param events how many places to look at, at least; what is wrong is kept as findings */
  async examine(events: number): Promise<void> {
    const [head, known] = await Promise.all([this.head(), this.progress()]);
    const progress = known ?? this.newPass(null);
    const trusted = [progress.note, await newestNoteIn(this.config.audit.checkpointFile)];
    if (!head) {
      if (trusted.some((note) => note !== null)) await this.report([{ fault: 'tail-missing', size: 0 }]);
      return;
    }
    const wrong = await this.checkCheckpoints(head, trusted);
    await this.report(wrong);
    const walked = await this.walk(head, progress, events);
    const note = wrong.length === 0 ? head.note : progress.note;
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
    await this.report(checked.findings);
    return { isSound: checked.findings.length === 0, seenMac: checked.seenMac };
  }

  private newPass(last: Progress | null): Progress {
    const { passedSize = null, passedAt = null, note = null } = last ?? {};
    return { position: 0n, seenMac: false, passStartedAt: this.clock.now(), passedSize, passedAt, note };
  }

  private async checkCheckpoints(head: Head, trusted: readonly (string | null)[]): Promise<Finding[]> {
    const size = Number(head.size);
    const checkpoint = await this.open(head.note);
    if (checkpoint?.size !== size) return [{ fault: 'checkpoint-forged', size }];
    const findings = await this.checkRoot(checkpoint, 'root-differs');
    for (const note of trusted) {
      const earlier = note === null ? null : await this.open(note);
      if (earlier === null) continue;
      if (earlier.size > size) findings.push({ fault: 'tail-missing', size: earlier.size });
      else findings.push(...(await this.checkRoot(earlier, 'history-rewritten')));
    }
    return findings;
  }

  private async open(note: string): Promise<Checkpoint | null> {
    const keys = await this.database.rows<{ verifierKey: string }>(findVerifierKeys);
    for (const { verifierKey } of keys) {
      const checkpoint = openCheckpoint(note, parseVerifierKey(verifierKey));
      if (checkpoint) return checkpoint;
    }
    return null;
  }

  /** Hashes that are not there are found, and named, on the walk. */
  private async checkRoot({ size, root }: Checkpoint, fault: Fault): Promise<Finding[]> {
    const found = await rootOf(this.read, size).catch(() => null);
    return found?.equals(root) ? [] : [{ fault, size }];
  }

  private async walk(head: Head, start: Progress, events: number): Promise<Progress> {
    const size = Number(head.size);
    const progress = Number(start.position) < size ? { ...start } : this.newPass(start);
    const until = Math.min(size, Number(progress.position) + events);
    const dropped = await this.dropped.read();
    const mayBeGone = (leaf: LeafFacts) => wasDropped(dropped, leaf);
    while (Number(progress.position) < until) {
      const first = Number(progress.position);
      const past = Math.min(size, first - (first % CHUNK) + CHUNK);
      progress.seenMac = await this.checkChunk({ first, past }, progress.seenMac, mayBeGone);
      progress.position = BigInt(past);
    }
    if (Number(progress.position) < size) return progress;
    await this.checkAbove(size);
    await this.checkOutside(head);
    return { ...this.newPass(progress), passedSize: head.size, passedAt: this.clock.now() };
  }

  private async checkChunk(
    range: { first: number; past: number },
    seenMac: boolean,
    mayBeGone: (leaf: LeafFacts) => boolean,
  ): Promise<boolean> {
    const { first, past } = range;
    const places = await this.database.rows<PlaceRow & Record<string, unknown>>(findPlaces, [first, past]);
    const checked = checkPlaces(places, this.key, seenMac, mayBeGone);
    await this.report([...checked.findings, ...emptyPlaces(places, range)]);
    if (first % SUBTREE_SIZE === 0 && places.length === past - first) {
      const blocks = {
        level: LEVEL_STEP,
        first: first / SUBTREE_SIZE,
        past: Math.floor(past / SUBTREE_SIZE),
      };
      const stored = await this.readOrNull(blocks);
      const leaves = places.map(({ hash }) => hash);
      await this.report(
        stored
          ? checkBlocks(leaves, first, stored)
          : [{ fault: 'tree-changed', block: { level: 8, position: blocks.first } }],
      );
    }
    return checked.seenMac;
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
          await this.report([{ fault: 'tree-changed', block: { level, position } }]);
      }
  }

  private async readOrNull(range: Parameters<ReadHashes>[0][number]): Promise<Buffer[] | null> {
    if (range.past === range.first) return [];
    const [hashes] = await this.read([range]).catch(() => [null]);
    return hashes ?? null;
  }

  private async checkOutside({ sealedBelow }: Head): Promise<void> {
    const outside = await this.database.rows<{ id: string }>(findOutsideEvents, [sealedBelow]);
    await this.report(outside.map(({ id }) => ({ fault: 'event-outside', eventId: id })));
  }

  /** Kept once. A line in the log at ERROR means that a person must act. */
  private async report(findings: readonly Finding[]): Promise<void> {
    for (const { fault, ...place } of findings) {
      const { sequence = null, eventId = null } = place;
      const values = [this.random.id(), fault, placeOf(place), sequence, eventId, this.clock.now()];
      const isNew = await this.database.execute(insertFinding, values);
      if (isNew) this.logger.error({ fault, ...place }, 'The audit log is not what it was');
    }
  }
}
