import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database';
import { KnownCheckpoints } from '../sealing/known-checkpoints';
import { type KeyRing, SigningKeys } from '../sealing/signing-keys';
import { treeReader, unlessIncomplete } from '../sealing/tree-reader';
import { GrowingTree } from '../tree/growing-tree';
import { type LeafRange, subtreesOf } from '../tree/merkle-tree';
import { type Checkpoint, openCheckpoint, sizeIn, verifierOf } from '../tree/signed-note';
import { hashRanges, type ReadHashes, rootOf } from '../tree/stored-tree';
import { type Finding, Findings } from './findings';
import { findCheckpointsWithin } from './integrity-statements';

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
   * @param head the newest checkpoint in the database, or null when there is none
   * @param verified the largest that was ever found sound
   * @returns whether nothing is wrong
   */
  async examine(head: { size: bigint; note: string } | null, verified: string | null): Promise<boolean> {
    const ring = await this.keys.ring();
    const known = await this.known.all();
    const trusted = new Set(verified === null ? known : [verified, ...known]);
    const forgedKeys = ring.forged.map((key): Finding => ({ fault: 'key-forged', key }));
    const wrong = head
      ? await this.compare({ ...head, size: Number(head.size) }, trusted, ring)
      : [...(trusted.size > 0 ? [{ fault: 'tail-missing', size: 0 } satisfies Finding] : [])];
    await this.findings.report([...forgedKeys, ...wrong]);
    if (head && wrong.length === 0) this.known.remember(head.note);
    return wrong.length === 0;
  }

  /**
   * Before a new checkpoint goes out, where it takes the place of the one before: a log that was put back to an older state would
   * otherwise grow past what is known of it. It goes out all the same; what is wrong is kept.
   */
  async confirm(note: string): Promise<void> {
    const ring = await this.keys.ring();
    const wrong = await this.compareWithKnown(sizeIn(note), await this.known.all(), ring);
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
      while (tree.size < Number(size)) tree.append(leaves[tree.size - first] as Buffer);
      const checkpoint = openWith(ring, note);
      if (checkpoint?.size !== tree.size)
        await this.findings.report([{ fault: 'checkpoint-forged', size: Number(size) }]);
      else if (!checkpoint.root.equals(tree.root()))
        // All that follow contradict the log as well.
        return this.findings.report([{ fault: 'history-rewritten', size: tree.size }]);
    }
  }

  private async compare(
    { size, note }: { size: number; note: string },
    trusted: Iterable<string>,
    ring: KeyRing,
  ): Promise<Finding[]> {
    const checkpoint = openWith(ring, note);
    const own =
      checkpoint?.size === size
        ? await this.compareRoot(checkpoint, 'root-differs')
        : [{ fault: 'checkpoint-forged', size } satisfies Finding];
    return [...own, ...(await this.compareWithKnown(size, trusted, ring))];
  }

  private async compareWithKnown(size: number, trusted: Iterable<string>, ring: KeyRing): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const note of trusted) {
      const earlier = openWith(ring, note);
      if (!earlier) findings.push({ fault: 'key-replaced', size: sizeIn(note) });
      else if (earlier.size > size) findings.push({ fault: 'tail-missing', size: earlier.size });
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
