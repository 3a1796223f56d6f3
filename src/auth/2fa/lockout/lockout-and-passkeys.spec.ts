import { after as later, MINUTE } from '../../../common/clock';
import type { Purpose } from '../method';
import {
  admit,
  afterFailure,
  afterPasskeyFailure,
  passkeysRemaining,
  refusesCodes,
  type VerificationBudget,
} from './lockout';

const START = new Date('2026-03-01T12:00:00.000Z');
const fresh: VerificationBudget = {
  recentFailures: [],
  paymentFailures: 0,
  lockLevel: 0,
  paymentLockedUntil: null,
  reservations: [],
  consecutiveFailures: 0,
  codesDisabledAt: null,
  passkeyFailures: [],
};

function failing(times: number, purpose: Purpose): VerificationBudget {
  let budget = fresh;
  for (let count = 0; count < times; count++) budget = afterFailure(budget, purpose, START).budget;
  return budget;
}

describe('passkeys', () => {
  const refused = (times: number, from = fresh) =>
    Array.from({ length: times }).reduce<VerificationBudget>(
      (budget) => afterPasskeyFailure(budget, START),
      from,
    );

  it.each<[string, VerificationBudget]>([
    ['three wrong payment codes', failing(3, 'payment')],
    ['five wrong codes', failing(5, 'login')],
    ['a hundred wrong codes', { ...fresh, codesDisabledAt: START, consecutiveFailures: 100 }],
    ['five codes being compared', { ...fresh, reservations: Array(5).fill(START) }],
  ])('are not kept out by %s', (_, budget) => {
    expect(admit(budget, 'payment', START).kind).not.toBe('admitted');
    expect(admit(budget, 'payment', START, 'passkey')).toEqual({ kind: 'admitted' });
  });

  it('are kept out by five refused ones, for a quarter of an hour, and so are codes', () => {
    const budget = refused(5);
    const until = later(START, 15 * MINUTE);
    for (const proof of ['passkey', 'digits', 'backup'] as const)
      expect(admit(budget, 'login', START, proof)).toEqual({ kind: 'rate-limited', until });
    expect(admit(budget, 'login', until, 'passkey')).toEqual({ kind: 'admitted' });
    expect([0, 1, 4, 5].map((times) => passkeysRemaining(refused(times), START))).toEqual([5, 4, 1, 0]);
  });

  it('that are refused neither lock payments nor disable codes', () => {
    const budget = refused(20, failing(2, 'payment'));
    expect(budget).toMatchObject({ paymentFailures: 2, consecutiveFailures: 2, paymentLockedUntil: null });
    expect(budget.passkeyFailures).toHaveLength(5);
    expect(budget.recentFailures).toHaveLength(5);
  });
});

it.each<[string, VerificationBudget, Purpose, boolean]>([
  ['fresh', fresh, 'payment', false],
  ['locked', failing(3, 'payment'), 'payment', true],
  ['locked', failing(3, 'payment'), 'login', false],
  ['braked for a moment', failing(5, 'login'), 'login', false],
  ['disabled', { ...fresh, codesDisabledAt: START }, 'login', true],
  ['disabled', { ...fresh, codesDisabledAt: START }, 'enrolment', false],
])('of a budget that is %s (%#), codes are refused for long: %s', (_, budget, purpose, refuses) => {
  expect(refusesCodes(budget, purpose, START)).toBe(refuses);
});
