import { draftOf, readDraft, withMethods } from './draft';
import type { PolicyRules } from './rules';

const rules: PolicyRules = {
  enforcement: 'optional',
  graceDays: 14,
  methods: ['webauthn', 'totp', 'sms', 'email'],
  minimumLogin: 'email',
  minimumPayment: 'sms',
  minimumLargePayment: 'totp',
  minimumFactorChange: 'webauthn',
  largePaymentAbove: 500_050,
  emailMaxAmount: null,
  sessionIdleMinutes: 15,
  sessionHours: 12,
  trustDays: 30,
};
const draft = draftOf(rules);

it('reads back what it shows', () => {
  expect(readDraft(draft)).toEqual({ rules, faults: [] });
  expect(readDraft({ ...draft, largePaymentAbove: ' ', emailMaxAmount: '0' }).rules).toMatchObject({
    largePaymentAbove: null,
    emailMaxAmount: 0,
  });
});

it.each([
  ['graceDays', '366'],
  ['graceDays', ''],
  ['graceDays', '-1'],
  ['graceDays', '1.5'],
  ['graceDays', '1e1'],
  ['sessionIdleMinutes', '0'],
  ['sessionHours', '13'],
  ['trustDays', 'many'],
  ['largePaymentAbove', 'ten'],
  ['emailMaxAmount', '1.005'],
] as const)('does not take %s of %j', (rule, text) => {
  expect(readDraft({ ...draft, [rule]: text })).toEqual({ rules: null, faults: [rule] });
});

it('moves minimums that are no longer allowed to the next stronger method', () => {
  expect(withMethods(draft, ['email', 'totp'])).toMatchObject({
    methods: ['totp', 'email'],
    minimumLogin: 'email',
    minimumPayment: 'totp',
    minimumLargePayment: 'totp',
    minimumFactorChange: 'totp',
  });
});

it('needs a method, and forgets nothing while none is chosen', () => {
  const none = withMethods(draft, []);
  expect(readDraft(none)).toEqual({ rules: null, faults: ['methods'] });
  expect(withMethods(none, rules.methods)).toEqual(draft);
});
