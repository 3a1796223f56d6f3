import { admit, afterUnlocking, isBraked, type VerificationBudget } from './lockout';

describe('unlocking', () => {
  const start = new Date('2026-03-01T12:00:00Z');
  const untouched: VerificationBudget = {
    recentFailures: [],
    paymentFailures: 0,
    lockLevel: 0,
    paymentLockedUntil: null,
    reservations: [],
    consecutiveFailures: 0,
    codesDisabledAt: null,
    passkeyFailures: [],
  };
  const until = new Date('2026-03-01T12:30:00Z');
  const locked = {
    ...untouched,
    lockLevel: 2,
    consecutiveFailures: 9,
    paymentFailures: 3,
    paymentLockedUntil: until,
  };

  it.each<[string, VerificationBudget, boolean]>([
    ['nothing wrong', untouched, false],
    ['a lock', locked, true],
    ['a lock that is over', { ...locked, paymentLockedUntil: start }, false],
    ['five failures', { ...untouched, recentFailures: Array(5).fill(start) }, true],
  ])('%s brakes: %s', (_, budget, braked) => expect(isBraked(budget, start)).toBe(braked));

  it('lets the next code be tried and forgets neither level nor row of failures', () => {
    const unlocked = afterUnlocking(locked);
    expect(admit(unlocked, 'payment', start)).toEqual({ kind: 'admitted' });
    expect(unlocked).toMatchObject({ lockLevel: 2, consecutiveFailures: 9 });
  });
});
