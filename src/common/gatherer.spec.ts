import { Gatherer } from './gatherer';

const groups: number[][] = [];
const doubled = async (items: readonly number[]) => {
  groups.push([...items]);
  await new Promise((resolve) => setTimeout(resolve, 1));
  if (items.includes(13)) throw new Error('unlucky');
  return items.map((item) => item * 2);
};
beforeEach(() => groups.splice(0));

it('does together what comes in one turn, and gives each its own outcome', async () => {
  const gatherer = new Gatherer(doubled, 10);
  expect(await Promise.all([1, 2, 3].map((item) => gatherer.add(item)))).toEqual([2, 4, 6]);
  expect(groups).toEqual([[1, 2, 3]]);
});

it('does together what came while it was at work, and no more at once than it may', async () => {
  const gatherer = new Gatherer(doubled, 2);
  const first = gatherer.add(1);
  await new Promise(setImmediate);
  const rest = [2, 3, 4].map((item) => gatherer.add(item));
  expect(await Promise.all([first, ...rest])).toEqual([2, 4, 6, 8]);
  expect(groups).toEqual([[1], [2, 3], [4]]);
});

it('fails for all that it did together, and goes on with those behind them', async () => {
  const gatherer = new Gatherer(doubled, 2);
  const outcomes = await Promise.allSettled([12, 13, 14].map((item) => gatherer.add(item)));
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  expect(await gatherer.add(15)).toBe(30);
});
