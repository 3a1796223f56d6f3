import { percentile, stepOf } from './durations';

const histogramOf = (durations: readonly number[]) => {
  const histogram = new Map<number, number>();
  for (const seconds of durations) histogram.set(stepOf(seconds), (histogram.get(stepOf(seconds)) ?? 0) + 1);
  return histogram;
};

it.each([
  [0.5, 50],
  [0.95, 95],
  [1, 100],
])('tells the %d share of 1 to 100 seconds to within 5 %%', (share, exact) => {
  const durations = Array.from({ length: 100 }, (_, index) => index + 1);
  const told = percentile(histogramOf(durations), share) as number;
  expect(Math.abs(told / exact - 1)).toBeLessThan(0.05);
});

it.each([0.1, 0.37, 1, 9.99, 61, 599, 86_400])('knows %d seconds to within 5 %%', (seconds) => {
  const told = percentile(histogramOf([seconds]), 0.5) as number;
  expect(Math.abs(told / seconds - 1)).toBeLessThan(0.05);
});

it('knows nothing where nothing was measured, and takes what is shorter than a tenth of a second for that', () => {
  expect(percentile(new Map(), 0.5)).toBeNull();
  expect(stepOf(0)).toBe(0);
  expect(stepOf(-3)).toBe(0);
});

it('adds up: the histogram of two hours is the sum of theirs', () => {
  const [a, b] = [
    [1, 2, 3, 4],
    [100, 200],
  ];
  const both = histogramOf([...a, ...b]);
  const sum = new Map(histogramOf(a));
  for (const [step, count] of histogramOf(b)) sum.set(step, (sum.get(step) ?? 0) + count);
  expect([...sum].sort()).toEqual([...both].sort());
});
