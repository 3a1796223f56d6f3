import { areSame, changesInWords, goodEnough, inWords, type PolicyRules } from './rules';

const rules: PolicyRules = {
  enforcement: 'required',
  graceDays: 14,
  methods: ['webauthn', 'totp', 'email'],
  minimumLogin: 'totp',
  minimumPayment: 'email',
  minimumLargePayment: 'webauthn',
  minimumFactorChange: 'totp',
  largePaymentAbove: 500_000,
  emailMaxAmount: null,
  sessionIdleMinutes: 15,
  sessionHours: 1,
  trustDays: 0,
};

const said = (change: Partial<PolicyRules>) =>
  Object.fromEntries(inWords({ ...rules, ...change }).map(({ rule, text }) => [rule, text]));

it('says each rule in words', () => {
  expect(said({})).toEqual({
    enforcement: 'Required',
    graceDays: '14 days',
    methods: 'passkey, authenticator app, e-mail',
    minimumLogin: 'passkey, authenticator app',
    minimumPayment: 'Any allowed method',
    minimumLargePayment: 'passkey',
    minimumFactorChange: 'passkey, authenticator app',
    largePaymentAbove: expect.stringMatching(/^Above 5.000[.,]00, and always with a code$/),
    emailMaxAmount: 'As the operator has configured',
    sessionIdleMinutes: 'For 15 minutes',
    sessionHours: 'After 1 hour',
    trustDays: 'None',
  });
  expect(said({ largePaymentAbove: null, emailMaxAmount: 0, graceDays: 0 })).toMatchObject({
    largePaymentAbove: 'No payment counts as large',
    emailMaxAmount: 'Never',
    graceDays: 'None',
  });
  expect(said({ methods: ['totp'], emailMaxAmount: 100 }).emailMaxAmount).toBe('Never');
});

it('counts the method itself and what is stronger as good enough', () => {
  expect(goodEnough(['webauthn', 'sms', 'email'], 'sms')).toEqual(['webauthn', 'sms']);
  expect(goodEnough(['sms'], 'totp')).toEqual([]);
});

it('tells what differs, in words', () => {
  expect(
    changesInWords(rules, { ...rules, graceDays: 7, methods: ['webauthn', 'totp'], minimumPayment: 'totp' }),
  ).toEqual([
    { rule: 'graceDays', name: expect.any(String), before: '14 days', text: '7 days' },
    expect.objectContaining({ rule: 'methods', text: 'passkey, authenticator app' }),
    expect.objectContaining({ rule: 'minimumLogin', text: 'Any allowed method' }),
    expect.objectContaining({ rule: 'minimumFactorChange', text: 'Any allowed method' }),
    expect.objectContaining({ rule: 'emailMaxAmount', text: 'Never' }),
  ]);
  expect(changesInWords(rules, { ...rules })).toEqual([]);
});

it('finds a difference that makes none in words', () => {
  const before = { ...rules, emailMaxAmount: 0, methods: ['totp' as const] };
  expect(areSame(before, { ...before, emailMaxAmount: null })).toBe(false);
  expect(areSame(before, { ...before, version: 3 } as PolicyRules)).toBe(true);
});
