import { GrowingTree } from './growing-tree';
import {
  consistencyPath,
  emptyRoot,
  foldSubtrees,
  inclusionPath,
  type LeafRange,
  leafHash,
  nodeHash,
  provesConsistency,
  provesInclusion,
  subtreesOf,
} from './merkle-tree';

/** The entries and roots that implementations of RFC 6962 test themselves with (certificate-transparency's merkletree tests). */
const entries = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'));
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** The definition itself (RFC 6962 section 2.1), without any cleverness. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return emptyRoot;
  if (leaves.length === 1) return leaves[0] as Buffer;
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  return nodeHash(rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left)));
}

const leaves = Array.from({ length: 70 }, (_, at) => leafHash(`entry ${at}`));
const hashesOf = (path: readonly LeafRange[]) =>
  path.map(({ first, end }) => rootOf(leaves.slice(first, end)));

test.each(roots.map((root, at) => [at + 1, root]))('the published root over %i entries', (size, root) => {
  expect(rootOf(entries.slice(0, Number(size)).map(leafHash)).toString('hex')).toBe(root);
});

test('the hash of nothing is that of RFC 6962', () => {
  expect(emptyRoot.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('a root is put together from perfect subtrees', () => {
  for (let size = 0; size <= leaves.length; size++) {
    const hashes = subtreesOf({ first: 0, end: size }).map(({ level, position }) =>
      rootOf(leaves.slice(position * 2 ** level, (position + 1) * 2 ** level)),
    );
    expect(foldSubtrees(hashes)).toEqual(rootOf(leaves.slice(0, size)));
  }
});

test('each leaf of each tree is proven to be in it, and nowhere else', () => {
  for (let size = 1; size <= leaves.length; size++) {
    const root = rootOf(leaves.slice(0, size));
    for (let index = 0; index < size; index++) {
      const path = hashesOf(inclusionPath(index, size));
      const claim = { index, size, root, hash: leaves[index] as Buffer };
      expect(provesInclusion(claim, path)).toBe(true);
      expect(provesInclusion({ ...claim, hash: leafHash('another') }, path)).toBe(false);
      expect(provesInclusion({ ...claim, root: emptyRoot }, path)).toBe(false);
      if (size > 1) {
        expect(provesInclusion({ ...claim, index: (index + 1) % size }, path)).toBe(false);
        expect(provesInclusion(claim, path.slice(1))).toBe(false);
        expect(provesInclusion(claim, [...path, emptyRoot])).toBe(false);
      }
    }
    expect(provesInclusion({ index: size, size, root, hash: root }, [])).toBe(false);
  }
});

test('each tree is proven to extend each smaller one, and none that differs', () => {
  for (let size = 1; size <= leaves.length; size++) {
    const now = { size, root: rootOf(leaves.slice(0, size)) };
    for (let oldSize = 0; oldSize <= size; oldSize++) {
      const old = { size: oldSize, root: rootOf(leaves.slice(0, oldSize)) };
      const path = hashesOf(consistencyPath(oldSize, size));
      expect(provesConsistency(old, now, path)).toBe(true);
      expect(provesConsistency(now, { ...old, size: size - 1 }, path)).toBe(false);
      expect(provesConsistency(old, now, [...path, emptyRoot])).toBe(false);
      if (oldSize > 0) {
        expect(provesConsistency({ ...old, root: leafHash('another') }, now, path)).toBe(false);
        expect(provesConsistency(old, { ...now, root: leafHash('another') }, path)).toBe(false);
      }
    }
  }
});

test('a tree that grows from any mixture of leaves and subtrees has the same root', () => {
  for (let first = 0; first <= leaves.length; first++)
    for (let end = first; end <= leaves.length; end += 7) {
      const tree = new GrowingTree();
      const ranges = [
        { first: 0, end: first },
        { first: end, end: leaves.length },
      ] as const;
      const add = (range: LeafRange) => {
        for (const { level, position } of subtreesOf(range))
          tree.append(rootOf(leaves.slice(position * 2 ** level, (position + 1) * 2 ** level)), level);
      };
      add(ranges[0]);
      for (const leaf of leaves.slice(first, end)) tree.append(leaf);
      add(ranges[1]);
      expect(tree.size).toBe(leaves.length);
      expect(tree.root()).toEqual(rootOf(leaves));
    }
});

test('a subtree cannot stand where it does not fit', () => {
  const tree = new GrowingTree();
  tree.append(emptyRoot);
  expect(() => tree.append(emptyRoot, 1)).toThrow();
});
