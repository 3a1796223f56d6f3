import type { ExposureRules, RuleMode } from '../../../config/risk-config';
import { type AddedAmounts, type Exposure, findExposure } from './exposure';

const THRESHOLD = 1_000n;
const enforce = (percent: number) => ({ mode: 'enforce' as RuleMode, percent });
const rules: ExposureRules = {
  'payer-24h': enforce(100),
  'payer-7d': enforce(300),
  'payee-24h': enforce(100),
  'payee-7d': enforce(200),
};

const earlier = (day: bigint, week: bigint, payees: [string, bigint, bigint][] = []): Exposure => ({
  payer: { day, week },
  payees: new Map(payees.map(([id, ofDay, ofWeek]) => [id, { day: ofDay, week: ofWeek }])),
});

const adding = (...subtotals: [string, bigint][]): AddedAmounts => ({
  total: subtotals.reduce((sum, [, amount]) => sum + amount, 0n),
  subtotals: new Map(subtotals),
});

function found(exposure: Exposure, added: AddedAmounts, threshold = THRESHOLD, under = rules) {
  return findExposure(exposure, added, threshold, under).map(({ rule, payeeId }) =>
    payeeId === null ? rule : `${rule} ${payeeId}`,
  );
}

describe('findExposure', () => {
  it.each<[string, Exposure, AddedAmounts, string[]]>([
    ['nothing before, however much now', earlier(0n, 0n), adding(['p', 5_000n]), []],
    ['exactly the limit of a day', earlier(900n, 900n), adding(['p', 100n]), []],
    ['one more than a day may hold', earlier(900n, 900n), adding(['p', 101n]), ['payer-24h']],
    ['one minor unit before and the threshold now', earlier(1n, 1n), adding(['p', 1_000n]), ['payer-24h']],
    ['exactly the limit of a week', earlier(0n, 2_900n), adding(['p', 100n]), []],
    ['one more than a week may hold', earlier(0n, 2_900n), adding(['p', 101n]), ['payer-7d']],
    ['a payee’s week', earlier(0n, 1_950n, [['p', 0n, 1_950n]]), adding(['p', 51n]), ['payee-7d p']],
    ['a payee’s week, to the unit', earlier(0n, 1_950n, [['p', 0n, 1_950n]]), adding(['p', 50n]), []],
    ['another payee’s week', earlier(0n, 1_950n, [['p', 0n, 1_950n]]), adding(['q', 51n]), []],
    [
      'a payee’s day',
      earlier(600n, 600n, [['p', 600n, 600n]]),
      adding(['p', 401n]),
      ['payer-24h', 'payee-24h p'],
    ],
    [
      'each payee of a batch apart',
      earlier(0n, 1_500n, [['p', 0n, 1_500n]]),
      adding(['p', 501n], ['q', 499n]),
      ['payee-7d p'],
    ],
    [
      'sums that a float cannot tell apart',
      earlier(2n ** 60n, 2n ** 60n),
      adding(['p', 1n]),
      ['payer-24h', 'payer-7d'],
    ],
  ])('judges %s', (_, exposure, added, expected) => {
    expect(found(exposure, added)).toEqual(expected);
  });

  it('measures in shares of the threshold, zero included', () => {
    expect(found(earlier(1n, 1n), adding(['p', 1n]), 0n)).toContain('payer-24h');
    expect(found(earlier(2n ** 60n, 0n), adding(['p', 1n]), 2n ** 60n + 1n)).toEqual([]);
  });

  it('says how much it would be, and how much may be', () => {
    expect(findExposure(earlier(900n, 0n), adding(['p', 200n]), THRESHOLD, rules)).toEqual([
      { rule: 'payer-24h', mode: 'enforce', payeeId: null, sum: 1_100n, limit: 1_000n },
    ]);
  });

  it('keeps silent about rules that are off, and tells those in shadow', () => {
    const mixed: ExposureRules = {
      ...rules,
      'payer-24h': { mode: 'off', percent: 100 },
      'payer-7d': { mode: 'shadow', percent: 300 },
    };
    const all = findExposure(earlier(5_000n, 5_000n), adding(['p', 1n]), THRESHOLD, mixed);
    expect(all.map(({ rule, mode }) => [rule, mode])).toEqual([['payer-7d', 'shadow']]);
  });
});
