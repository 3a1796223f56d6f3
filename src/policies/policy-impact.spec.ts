import { methods } from '../auth/2fa/method';
import type { PolicyRules } from '../auth/2fa/policy/policy';
import { paymentNeeds } from './policy-impact';

const rules: PolicyRules = {
  enforcement: 'optional',
  graceDays: 14,
  methods: ['webauthn', 'totp', 'sms', 'email'],
  minimumLogin: 'email',
  minimumPayment: 'email',
  minimumLargePayment: 'totp',
  minimumFactorChange: 'email',
  largePaymentAbove: null,
  emailMaxAmount: null,
  sessionIdleMinutes: 15,
  sessionHours: 12,
  trustDays: 30,
};
const operators = { emailMaxAmount: 500_000n, twoFactorMethods: methods };

it.each<[string, Partial<PolicyRules>, ReturnType<typeof paymentNeeds>]>([
  ['e-mail approves', {}, { payments: null, largePayments: null }],
  [
    'e-mail is below the minimum',
    { minimumPayment: 'sms' },
    { payments: ['webauthn', 'totp', 'sms'], largePayments: null },
  ],
  [
    'e-mail approves nothing',
    { emailMaxAmount: 0n },
    { payments: ['webauthn', 'totp', 'sms'], largePayments: null },
  ],
  [
    'e-mail is no method',
    { methods: ['totp'], minimumPayment: 'totp' },
    { payments: ['totp'], largePayments: null },
  ],
  [
    'large payments take a better method',
    { largePaymentAbove: 100_000n },
    { payments: null, largePayments: ['webauthn', 'totp'] },
  ],
  [
    'e-mail approves some large payments',
    { largePaymentAbove: 499_999n, minimumLargePayment: 'email' },
    { payments: null, largePayments: null },
  ],
  [
    'every large payment is too large for e-mail',
    { largePaymentAbove: 500_000n, minimumLargePayment: 'email' },
    { payments: null, largePayments: ['webauthn', 'totp', 'sms'] },
  ],
])('knows which factors clients need where %s', (_, change, needs) => {
  expect(paymentNeeds('client', { ...rules, ...change }, operators)).toEqual(needs);
});

it('asks nothing of those who do not pay', () => {
  const strict = { ...rules, minimumPayment: 'webauthn' as const };
  expect(paymentNeeds('payee', strict, operators)).toEqual({ payments: null, largePayments: null });
});

it('counts no method that the operator has switched off', () => {
  const twoFactorMethods = ['totp' as const, 'sms' as const];
  expect(paymentNeeds('client', rules, { ...operators, twoFactorMethods })).toEqual({
    payments: ['totp', 'sms'],
    largePayments: null,
  });
});
