import { foldSubtrees, type LeafRange, nodeHash, type Subtree, subtreesOf } from './merkle-tree';
import { LEVEL_STEP, type ReadHashes, SUBTREE_SIZE } from './stored-tree';

/** How many tiles are kept: each is 511 hashes. */
const KEPT = 256;

/**
 * Hashes for many proofs of one tree. Reads tiles of 256 stored hashes and keeps them with everything between, so that a proof
 * next to the last one costs no reading and no hashing.
 */
export class TileCache {
  private readonly tiles = new Map<string, Buffer[][]>();

  /** @param size number of leaves, for all proofs */
  constructor(
    private readonly read: ReadHashes,
    private readonly size: number,
  ) {}

  async hashPaths(paths: readonly (readonly LeafRange[])[]): Promise<Buffer[][]> {
    await this.load(paths.flat().flatMap(subtreesOf));
    return paths.map((path) =>
      path.map((range) => foldSubtrees(subtreesOf(range).map((part) => this.hashOf(part)))),
    );
  }

  private async load(subtrees: readonly Subtree[]): Promise<void> {
    if (this.tiles.size > KEPT) this.tiles.clear();
    const missing = new Map(
      subtrees
        .map((subtree) => tileOf(subtree))
        .filter(({ key }) => !this.tiles.has(key))
        .map(({ key, level, tile }) => {
          const present = Math.floor(this.size / 2 ** level);
          return [
            key,
            { level, first: tile * SUBTREE_SIZE, past: Math.min(present, (tile + 1) * SUBTREE_SIZE) },
          ];
        }),
    );
    const loaded = await this.read([...missing.values()]);
    [...missing.keys()].forEach((key, at) => void this.tiles.set(key, levelsOver(loaded[at] as Buffer[])));
  }

  private hashOf(subtree: Subtree): Buffer {
    const { key, above, index } = tileOf(subtree);
    const hash = this.tiles.get(key)?.[above]?.[index];
    if (!hash)
      throw new Error(`The audit tree lacks the subtree ${subtree.position} of level ${subtree.level}`);
    return hash;
  }
}

function tileOf({ level, position }: Subtree) {
  const above = level % LEVEL_STEP;
  const width = SUBTREE_SIZE / 2 ** above;
  const tile = Math.floor(position / width);
  return { key: `${level - above}/${tile}`, level: level - above, tile, above, index: position % width };
}

/** The tile's hashes, and above them those of each complete pair, up to the level below its root. */
function levelsOver(hashes: readonly Buffer[]): Buffer[][] {
  const levels = [[...hashes]];
  for (let above = 1; above < LEVEL_STEP; above++) {
    const below = levels.at(-1) as Buffer[];
    levels.push(
      Array.from({ length: Math.floor(below.length / 2) }, (_, at) =>
        nodeHash(below[2 * at] as Buffer, below[2 * at + 1] as Buffer),
      ),
    );
  }
  return levels;
}
