import { HOUR, after as later, MINUTE } from '../../../common/clock';
import { type Loosening, type PaymentSettings, protect } from './loosening';

const now = new Date('2026-03-01T12:00:00Z');
const hoursAgo = (hours: number) => later(now, -hours * HOUR);
const below = (threshold: bigint): PaymentSettings => ({ requireForAllPayments: false, threshold });
const always: PaymentSettings = { requireForAllPayments: true, threshold: 0n };

const raised = (hours: number, before: PaymentSettings): Loosening => ({
  kind: 'settings',
  at: hoursAgo(hours),
  before,
});
const removed = (hours: number): Loosening => ({ kind: 'factor-removed', at: hoursAgo(hours) });

/** As the step-up policy does for somebody who is known. */
const payment = (total: bigint, settings: PaymentSettings) => {
  const requiredUnder = ({ requireForAllPayments, threshold }: PaymentSettings) =>
    requireForAllPayments || total > threshold;
  return { required: requiredUnder(settings), requiredUnder };
};

describe('protect', () => {
  it.each<[string, Loosening[], bigint, PaymentSettings, [string, number] | null]>([
    ['nothing was loosened', [], 150n, below(200n), null],
    [
      'it would have needed a code before',
      [raised(1, below(100n))],
      150n,
      below(200n),
      ['settings-loosened', 23],
    ],
    ['it is exactly at the threshold before', [raised(1, below(100n))], 100n, below(200n), null],
    ['it needed no code before either', [raised(1, below(100n))], 99n, below(200n), null],
    ['it needs a code now too', [raised(1, below(100n))], 201n, below(200n), null],
    ['a code was needed always', [raised(2, always)], 1n, below(200n), ['settings-loosened', 22]],
    ['a day has passed', [raised(24, below(100n))], 150n, below(200n), null],
    [
      'it was loosened twice and both let it through',
      [raised(5, below(100n)), raised(1, below(120n))],
      150n,
      below(200n),
      ['settings-loosened', 23],
    ],
    [
      'it was loosened twice and only the first lets it through',
      [raised(5, below(100n)), raised(1, below(150n))],
      120n,
      below(200n),
      ['settings-loosened', 19],
    ],
    [
      'it was loosened by much and tightened since',
      [raised(5, below(100n))],
      150n,
      below(180n),
      ['settings-loosened', 19],
    ],
    ['it was tightened so far since that it needs a code', [raised(5, below(100n))], 150n, below(140n), null],
    ['a factor was removed and it needs a code', [removed(3)], 150n, below(100n), ['factor-changed', 21]],
    ['a factor was removed and it needs none', [removed(3)], 50n, below(100n), null],
    [
      'a factor was removed and settings were loosened, and it needs a code',
      [removed(3), raised(1, below(100n))],
      250n,
      below(200n),
      ['factor-changed', 21],
    ],
    [
      'a factor was removed and settings were loosened, and it needs none any more',
      [raised(3, below(100n)), removed(1)],
      150n,
      below(200n),
      ['settings-loosened', 21],
    ],
  ])('when %s', (_, loosenings, total, settings, expected) => {
    const protection = protect(loosenings, payment(total, settings), now);
    expect(protection && [protection.reason, (protection.until.getTime() - now.getTime()) / HOUR]).toEqual(
      expected,
    );
  });

  it('ends to the millisecond', () => {
    const loosenings = [raised(23, below(100n))];
    const until = later(now, HOUR);
    expect(protect(loosenings, payment(150n, below(200n)), later(until, -1))?.until).toEqual(until);
    expect(protect(loosenings, payment(150n, below(200n)), until)).toBeNull();
    expect(protect(loosenings, payment(150n, below(200n)), later(until, MINUTE))).toBeNull();
  });
});
