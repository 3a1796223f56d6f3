import { foldSubtrees, nodeHash } from './merkle-tree';

/** The root of a tree that is given from left to right, in memory that grows with the logarithm of its size. */
export class GrowingTree {
  private readonly peaks: { level: number; hash: Buffer }[] = [];
  private leaves = 0;

  get size(): number {
    return this.leaves;
  }

  /** Adds a perfect subtree of `2 ** level` leaves; it must start at a multiple of that. */
  append(hash: Buffer, level = 0): void {
    if (this.leaves % 2 ** level !== 0)
      throw new Error(`A subtree of level ${level} cannot start at leaf ${this.leaves}`);
    this.leaves += 2 ** level;
    let peak = { level, hash };
    for (let last = this.peaks.at(-1); last?.level === peak.level; last = this.peaks.at(-1)) {
      this.peaks.pop();
      peak = { level: peak.level + 1, hash: nodeHash(last.hash, peak.hash) };
    }
    this.peaks.push(peak);
  }

  root(): Buffer {
    return foldSubtrees(this.peaks.map(({ hash }) => hash));
  }
}
