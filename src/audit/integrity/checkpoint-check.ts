import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database';
import { KnownCheckpoints } from '../sealing/known-checkpoints';
import { findHead } from '../sealing/seal-statements';
import { type KeyRing, SigningKeys } from '../sealing/signing-keys';
import { treeReader, unlessIncomplete } from '../sealing/tree-reader';
import { GrowingTree } from '../tree/growing-tree';
import { type LeafRange, subtreesOf } from '../tree/merkle-tree';
import { type Checkpoint, openCheckpoint, sizeIn, verifierOf } from '../tree/signed-note';
import { hashRanges, type ReadHashes, rootOf } from '../tree/stored-tree';
import { type Finding, Findings } from './findings';
import { findCheckpointsWithin } from './integrity-statements';

/** The newest checkpoint in the database. */
export interface Head extends Record<string, unknown> {
  size: bigint;
  note: string;
  sealedAt: Date;
  cluster: string;
  sealedBelow: bigint;
}

/** Compares the log with what was signed: in the database, and by checkpoints that are known from elsewhere. */
@Injectable()
export class CheckpointCheck {
  private readonly read: ReadHashes;

  constructor(
    private readonly database: Database,
    private readonly keys: SigningKeys,
    private readonly known: KnownCheckpoints,
    private readonly findings: Findings,
  ) {
    this.read = treeReader((statement, values) => database.rows(statement, values));
  }

  /**
   * @param verified the largest checkpoint that was ever found sound
   * @returns the newest in the database, and whether nothing is wrong
   */
  async examine(verified: string | null): Promise<{ head: Head | null; isSound: boolean }> {
    const { known, head, ring } = await this.situation();
    const trusted = new Set(verified === null ? known : [verified, ...known]);
    const wrong = head
      ? [...(await this.compareHead(head, ring)), ...(await this.compareWithKnown(head, trusted, ring))]
      : [...trusted].slice(0, 1).map((): Finding => ({ fault: 'tail-missing', size: 0 }));
    await this.findings.report([
      ...ring.forged.map((key): Finding => ({ fault: 'key-forged', key })),
      ...wrong,
    ]);
    if (head && wrong.length === 0) this.known.remember(head.note);
    return { head, isSound: wrong.length === 0 };
  }

  /**
   * Before a new checkpoint goes out, where it takes the place of the one before: a log that was put back to an older state would
   * otherwise grow past what is known of it. It goes out all the same; what is wrong is kept.
   */
  async confirm(note: string): Promise<void> {
    const { known, head, ring } = await this.situation();
    const wrong = head ? await this.compareWithKnown(head, known, ring) : [];
    await this.findings.report(wrong);
    if (wrong.length === 0) this.known.remember(note);
  }

  /** Every checkpoint of a size within a range of places, against the hashes in these places. */
  async examineWithin({ first, end }: LeafRange, leaves: readonly Buffer[]): Promise<void> {
    const notes = await this.database.rows<{ size: bigint; note: string }>(findCheckpointsWithin, [
      first,
      end,
    ]);
    if (notes.length === 0) return;
    const tree = await unlessIncomplete(this.treeBefore(first));
    if (!tree) return;
    const ring = await this.keys.ring();
    for (const { note, size } of notes) {
      // There may be one for each event, and a signature takes a fraction of a millisecond: requests go before.
      await turn();
      while (tree.size < Number(size)) tree.append(leaves[tree.size - first] as Buffer);
      const checkpoint = openWith(ring, note);
      if (checkpoint?.size !== tree.size)
        await this.findings.report([{ fault: 'checkpoint-forged', size: Number(size) }]);
      else if (!checkpoint.root.equals(tree.root()))
        // All that follow contradict the log as well.
        return this.findings.report([{ fault: 'history-rewritten', size: tree.size }]);
    }
  }

  /** In this order: others sign meanwhile, so the log may be longer than what is known, and there may be more keys than were used. */
  private async situation(): Promise<{ known: string[]; head: Head | null; ring: KeyRing }> {
    const known = await this.known.all();
    const head = await this.database.row<Head>(findHead);
    return { known, head, ring: await this.keys.ring() };
  }

  private async compareHead({ size, note }: Head, ring: KeyRing): Promise<Finding[]> {
    const checkpoint = openWith(ring, note);
    if (checkpoint?.size !== Number(size)) return [{ fault: 'checkpoint-forged', size: Number(size) }];
    return this.compareRoot(checkpoint, 'root-differs');
  }

  private async compareWithKnown(
    { size }: Head,
    trusted: Iterable<string>,
    ring: KeyRing,
  ): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const note of trusted) {
      const earlier = openWith(ring, note);
      if (!earlier) findings.push({ fault: 'key-replaced', size: sizeIn(note) });
      else if (earlier.size > Number(size)) findings.push({ fault: 'tail-missing', size: earlier.size });
      else findings.push(...(await this.compareRoot(earlier, 'history-rewritten')));
    }
    return findings;
  }

  /** Hashes that are not there are found, and named, on the walk through the log. */
  private async compareRoot({ size, root }: Checkpoint, fault: Finding['fault']): Promise<Finding[]> {
    const found = await unlessIncomplete(rootOf(this.read, size));
    return found?.equals(root) ? [] : [{ fault, size }];
  }

  private async treeBefore(end: number): Promise<GrowingTree> {
    const tree = new GrowingTree();
    const subtrees = subtreesOf({ first: 0, end });
    const ranges = subtrees.map(({ level, position }) => ({
      first: position * 2 ** level,
      end: (position + 1) * 2 ** level,
    }));
    const hashes = await hashRanges(this.read, ranges);
    subtrees.forEach(({ level }, at) => void tree.append(hashes[at] as Buffer, level));
    return tree;
  }
}

function openWith({ own }: KeyRing, note: string): Checkpoint | null {
  for (const signer of own) {
    const checkpoint = openCheckpoint(note, verifierOf(signer));
    if (checkpoint) return checkpoint;
  }
  return null;
}
