import type { MethodPolicy } from '../policy/policy';
import { type MethodQuestion, methodsFor, methodsInstead, methodsThatWouldDo } from './challenge-methods';

const policy: MethodPolicy = {
  methods: ['totp', 'sms', 'email'],
  minimumLogin: 'email',
  minimumPayment: 'email',
  minimumLargePayment: 'email',
  minimumFactorChange: 'email',
  largePaymentAbove: null,
  emailMaxAmount: null,
};

const question: MethodQuestion = {
  purpose: 'payment',
  accountType: 'client',
  active: [],
  enabled: ['totp', 'email'],
  total: 100_000n,
  emailMaxAmount: 500_000n,
  policy,
};

const desk: Partial<MethodQuestion> = {
  purpose: 'admin-recovery',
  accountType: 'admin',
  active: ['webauthn', 'totp'],
  policy: { ...policy, methods: ['webauthn', 'totp'], minimumLogin: 'totp', minimumFactorChange: 'totp' },
};

describe('methodsFor', () => {
  it.each<[string, Partial<MethodQuestion>, string[]]>([
    ['a small payment without a factor', {}, ['email']],
    ['a payment of exactly the most that e-mail may prove', { total: 500_000n }, ['email']],
    ['a payment of one more than that', { total: 500_001n }, []],
    ['a large payment with an app', { total: 500_001n, active: ['totp'] }, ['totp']],
    ['a small payment with an app', { active: ['totp'] }, ['totp', 'email']],
    ['a large payment with an enrolled address only', { total: 500_001n, active: ['email'] }, []],
    ['a payment by an admin', { accountType: 'admin', active: ['email'] }, []],
    ['a login with an app', { purpose: 'login', active: ['totp'] }, ['totp']],
    ['a login with an enrolled address', { purpose: 'login', active: ['email'] }, ['email']],
    ['a login with both', { purpose: 'login', active: ['email', 'totp'] }, ['totp', 'email']],
    [
      'a login of an admin with both',
      { purpose: 'login', accountType: 'admin', active: ['totp', 'email'] },
      ['totp'],
    ],
    [
      'acting on others with an app',
      { purpose: 'admin-recovery', accountType: 'admin', active: ['totp'] },
      ['totp'],
    ],
    ['acting on others with a passkey besides', { ...desk, enabled: ['webauthn', 'totp'] }, ['webauthn']],
    ['acting on others with a passkey that was switched off', { ...desk, enabled: ['totp'] }, ['totp']],
    ['managing factors with an app', { purpose: 'manage-factors', active: ['totp', 'email'] }, ['totp']],
    ['managing factors without an app', { purpose: 'manage-factors', active: ['email'] }, ['email']],
    ['changing settings with an app', { purpose: 'change-security-settings', active: ['totp'] }, ['totp']],
    ['changing settings without a factor', { purpose: 'change-security-settings' }, ['email']],
    ['enrolling an address', { purpose: 'enrolment' }, ['email']],
    ['an app that the operator switched off', { active: ['totp'], enabled: ['email'] }, ['email']],
    [
      'a large payment with an app that was switched off',
      { total: 500_001n, active: ['totp'], enabled: ['email'] },
      [],
    ],
    [
      'a login with an app that was switched off',
      { purpose: 'login', active: ['totp'], enabled: ['email'] },
      [],
    ],
    [
      'managing factors with an app that was switched off',
      { purpose: 'manage-factors', active: ['totp', 'email'], enabled: ['email'] },
      [],
    ],
    ['e-mail that was switched off', { enabled: ['totp'] }, []],
  ])('for %s', (_, fields, methods) => {
    expect(methodsFor({ ...question, ...fields })).toEqual(methods);
  });
});

describe('methodsInstead', () => {
  const resting: Partial<MethodQuestion> = { purpose: 'login', active: ['totp'], enabled: ['email'] };
  it.each<[string, Partial<MethodQuestion>, string[]]>([
    ['a login with an app that was switched off', resting, ['email']],
    ['the same of an admin', { ...resting, accountType: 'admin' }, []],
    ['the same without e-mail', { ...resting, enabled: ['sms'] }, []],
    [
      'a login of an admin whose address never sufficed',
      { ...resting, accountType: 'admin', active: ['email'] },
      [],
    ],
    ['a large payment', { ...resting, purpose: 'payment', total: 500_001n }, []],
    ['managing factors', { ...resting, purpose: 'manage-factors' }, []],
    ['changing settings', { ...resting, purpose: 'change-security-settings' }, []],
  ])('for %s', (_, fields, methods) => {
    expect(methodsInstead({ ...question, ...fields })).toEqual(methods);
  });
});

describe('under a policy', () => {
  const enabled: MethodQuestion['enabled'] = ['totp', 'sms', 'email'];
  const all: MethodQuestion['active'] = ['totp', 'sms', 'email'];
  const app = { ...policy, minimumPayment: 'totp', minimumLargePayment: 'totp' } as const;
  const large = { ...policy, minimumLargePayment: 'totp', largePaymentAbove: 200_000n } as const;
  const change = { ...policy, minimumFactorChange: 'totp' } as const;
  const login = { ...policy, minimumLogin: 'totp' } as const;
  it.each<[string, Partial<MethodQuestion>, string[]]>([
    ['a payment that takes an app', { policy: app, active: all }, ['totp']],
    ['the same with a phone only', { policy: app, active: ['sms', 'email'] }, []],
    ['the same without a factor', { policy: app }, []],
    [
      'a payment of exactly the limit',
      { policy: large, active: all, total: 200_000n },
      ['totp', 'sms', 'email'],
    ],
    ['a large payment', { policy: large, active: all, total: 200_001n }, ['totp']],
    ['a large payment with a phone only', { policy: large, active: ['sms'], total: 200_001n }, []],
    [
      'a payment above what the policy lets e-mail prove',
      { policy: { ...policy, emailMaxAmount: 1n }, active: all },
      ['totp', 'sms'],
    ],
    [
      'a payment that the policy lets e-mail prove, and the operator does not',
      { policy: { ...policy, emailMaxAmount: 900_000n }, total: 900_000n },
      ['email'],
    ],
    [
      'a method that it does not list',
      { policy: { ...policy, methods: ['sms', 'email'] }, active: all },
      ['sms', 'email'],
    ],
    ['a login that takes an app', { purpose: 'login', policy: login, active: all }, ['totp']],
    [
      'the same with weaker factors: the best there is',
      { purpose: 'login', policy: login, active: ['email', 'sms'] },
      ['sms'],
    ],
    [
      'the same of an admin with an address',
      { purpose: 'login', accountType: 'admin', policy: login, active: ['email'] },
      [],
    ],
    [
      'a change of factors that takes an app',
      { purpose: 'manage-factors', policy: change, active: all },
      ['totp'],
    ],
    [
      'the same with weaker factors: the best there is',
      { purpose: 'manage-factors', policy: change, active: ['sms'] },
      ['sms'],
    ],
    [
      'looser settings that take an app',
      { purpose: 'change-security-settings', policy: change, active: ['sms'] },
      [],
    ],
    [
      'an act of an admin with a phone',
      { purpose: 'admin-recovery', accountType: 'admin', policy: change, active: ['sms'] },
      [],
    ],
    [
      'an act of an admin with an app',
      { purpose: 'admin-recovery', accountType: 'admin', policy: change, active: all },
      ['totp'],
    ],
  ])('for %s', (_, fields, methods) => {
    expect(methodsFor({ ...question, enabled, ...fields })).toEqual(methods);
  });

  it.each<[string, Partial<MethodQuestion>, string[]]>([
    ['a small payment', {}, ['totp', 'sms', 'email']],
    ['one that e-mail may not prove', { total: 500_001n }, ['totp', 'sms']],
    ['a large one', { policy: large, total: 300_000n }, ['totp']],
    ['what is switched off', { policy: large, total: 300_000n, enabled: ['sms'] }, []],
  ])('tells what would do for %s', (_, fields, methods) => {
    expect(methodsThatWouldDo({ ...question, enabled, ...fields })).toEqual(methods);
  });
});
