import { judgeRiskHold } from './risk-hold';

const enforce = { mode: 'enforce', score: 150, hours: 24 } as const;

describe('judgeRiskHold', () => {
  it.each([
    ['below the limit', enforce, 149, 149, null],
    ['at the limit', enforce, 150, 150, { mode: 'enforce', hours: 24 }],
    ['at the limit with signals in shadow only', enforce, 100, 150, { mode: 'shadow', hours: 24 }],
    [
      'the rule itself in shadow',
      { ...enforce, mode: 'shadow' as const },
      400,
      400,
      { mode: 'shadow', hours: 24 },
    ],
    ['the rule in shadow, below', { ...enforce, mode: 'shadow' as const }, 149, 149, null],
    ['the rule off', { ...enforce, mode: 'off' as const }, 1_000, 1_000, null],
    ['other hours', { ...enforce, hours: 72 }, 200, 200, { mode: 'enforce', hours: 72 }],
  ])('%s', (_, rule, score, shadowScore, expected) => {
    expect(judgeRiskHold(rule, score, shadowScore)).toEqual(expected);
  });
});
