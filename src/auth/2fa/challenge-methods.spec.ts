import { type MethodQuestion, methodsFor, methodsInstead } from './challenge-methods';

const question: MethodQuestion = {
  purpose: 'payment',
  accountType: 'client',
  active: [],
  enabled: ['totp', 'email'],
  total: 100_000n,
  emailMaxAmount: 500_000n,
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
