import type { PolicyRules } from '../auth/2fa/policy/policy';
import { completeRules, type WantedRules, weakenings } from './policy-change';

const rules: PolicyRules = {
  enforcement: 'optional',
  graceDays: 14,
  methods: ['totp', 'sms', 'email'],
  minimumLogin: 'email',
  minimumPayment: 'email',
  minimumLargePayment: 'sms',
  minimumFactorChange: 'sms',
  largePaymentAbove: 500_000n,
  emailMaxAmount: null,
  sessionIdleMinutes: 15,
  sessionHours: 12,
  trustDays: 30,
};

describe('completeRules', () => {
  it.each<[string, WantedRules, Partial<PolicyRules>]>([
    ['nothing', {}, {}],
    ['what is not there', { graceDays: undefined, minimumLogin: undefined }, {}],
    ['enforcement alone', { enforcement: 'required' }, { enforcement: 'required' }],
    ['no limit', { largePaymentAbove: null }, { largePaymentAbove: null }],
    [
      'fewer methods: minimums move to the next stronger one',
      { methods: ['sms', 'totp'] },
      { methods: ['totp', 'sms'], minimumLogin: 'sms', minimumPayment: 'sms' },
    ],
    [
      'only a weak method: minimums fall to it',
      { methods: ['email'] },
      { methods: ['email'], minimumLargePayment: 'email', minimumFactorChange: 'email' },
    ],
    ['a minimum', { minimumPayment: 'totp' }, { minimumPayment: 'totp' }],
  ])('takes %s and keeps the rest', (_, wanted, expected) => {
    expect(completeRules('client', rules, wanted)).toEqual({
      kind: 'complete',
      rules: { ...rules, ...expected },
    });
  });

  it('names every fault', () => {
    const wanted: WantedRules = { methods: ['email', 'sms'], minimumLogin: 'totp', minimumPayment: 'totp' };
    expect(completeRules('admin', rules, wanted)).toMatchObject({
      kind: 'faulty',
      errors: [{ pointer: '/methods' }, { pointer: '/minimumLogin' }, { pointer: '/minimumPayment' }],
    });
  });
});

describe('weakenings', () => {
  const strict: PolicyRules = {
    ...rules,
    enforcement: 'required',
    graceDays: 0,
    methods: ['totp'],
    minimumLogin: 'totp',
    minimumPayment: 'totp',
    minimumLargePayment: 'totp',
    minimumFactorChange: 'totp',
    largePaymentAbove: 0n,
    emailMaxAmount: 0n,
    sessionIdleMinutes: 1,
    sessionHours: 1,
    trustDays: 0,
  };

  it('finds none in a change that tightens everything, nor in none', () => {
    expect(weakenings(rules, strict)).toEqual([]);
    expect(weakenings(strict, strict)).toEqual([]);
  });

  it.each<[Partial<PolicyRules>, string[]]>([
    [{ enforcement: 'optional' }, ['enforcement']],
    [{ graceDays: 1 }, ['graceDays']],
    [{ methods: ['totp', 'email'] }, ['methods']],
    [{ methods: ['totp', 'sms'], minimumLogin: 'sms' }, ['methods', 'minimumLogin']],
    [{ methods: ['totp', 'sms'], minimumPayment: 'sms' }, ['methods', 'minimumPayment']],
    [{ methods: ['totp', 'sms'], minimumLargePayment: 'sms' }, ['methods', 'minimumLargePayment']],
    [{ methods: ['totp', 'sms'], minimumFactorChange: 'sms' }, ['methods', 'minimumFactorChange']],
    [{ largePaymentAbove: 1n }, ['largePaymentAbove']],
    [{ largePaymentAbove: null }, ['largePaymentAbove']],
    [{ emailMaxAmount: 1n }, ['emailMaxAmount']],
    [{ emailMaxAmount: null }, ['emailMaxAmount']],
    [{ sessionIdleMinutes: 2 }, ['sessionIdleMinutes']],
    [{ sessionHours: 2 }, ['sessionHours']],
    [{ trustDays: 1 }, ['trustDays']],
  ])('finds what asks less in %j', (change, expected) => {
    expect(weakenings(strict, { ...strict, ...change })).toEqual(expected);
  });

  it('takes days of grace for a relief where a factor becomes required', () => {
    expect(weakenings({ ...rules, graceDays: 0 }, { ...rules, enforcement: 'required' })).toEqual([]);
  });
});
