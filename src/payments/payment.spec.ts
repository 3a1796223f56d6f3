import { after, HOUR, SECOND } from '../common/clock';
import { askAgainAfterMs, leaseMs, mayRepeat } from './payment';

const FIRST = new Date('2026-03-01T12:00:00.000Z');
const life = { keyLifeMs: 23 * HOUR, leaseMs: 30 * SECOND };

it.each([
  [0, true],
  [23 * HOUR - 30 * SECOND - 1, true],
  [23 * HOUR - 30 * SECOND, false],
  [23 * HOUR, false],
  [1_000 * HOUR, false],
])('%s ms after the first attempt a key may be repeated: %s', (elapsed, expected) => {
  expect(mayRepeat(FIRST, after(FIRST, elapsed), life)).toBe(expected);
});

it('lets a key that lives for ever be repeated for ever', () => {
  const forever = { ...life, keyLifeMs: Number.POSITIVE_INFINITY };
  expect(mayRepeat(FIRST, after(FIRST, 1e6 * HOUR), forever)).toBe(true);
});

it('asks again soon, six times in the first minute, and never waits for longer than half a minute', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 10, 5_000].map((attempts) => askAgainAfterMs(attempts, false));
  expect(waits).toEqual([5_000, 5_000, 5_000, 10_000, 10_000, 10_000, 20_000, 30_000, 30_000]);
  expect(askAgainAfterMs(1, true)).toBe(300_000);
});

it('leases for longer than a question and a capture take', () => {
  expect(leaseMs({ gatewayTimeoutMs: 10_000 })).toBe(30_000);
});
