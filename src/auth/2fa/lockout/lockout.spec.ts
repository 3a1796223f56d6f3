import { HOUR, after as later, MINUTE } from '../../../common/clock';
import type { Purpose } from '../method';
import {
  admit,
  afterFailure,
  afterRebinding,
  afterSuccess,
  attemptsRemaining,
  endedLock,
  lockEnd,
  release,
  reserve,
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

function failing(times: number, purpose: Purpose, from = fresh, at = START): VerificationBudget {
  let budget = from;
  for (let count = 0; count < times; count++) budget = afterFailure(budget, purpose, at).budget;
  return budget;
}

describe('wrong payment codes', () => {
  it.each([
    [0, 'admitted', 3],
    [1, 'admitted', 2],
    [2, 'admitted', 1],
    [3, 'locked', 0],
  ])('after %d of them the next one is %s with %d left', (times, kind, remaining) => {
    const budget = failing(times, 'payment');
    expect(admit(budget, 'payment', START).kind).toBe(kind);
    expect(attemptsRemaining(budget, 'payment', START)).toBe(remaining);
  });

  it('lock for 30 min, 1 h, 4 h, 24 h and then 24 h each time', () => {
    let budget = fresh;
    let now = START;
    const lengths = Array.from({ length: 6 }, () => {
      budget = failing(2, 'payment', budget, now);
      const third = afterFailure(budget, 'payment', now);
      const until = third.lockedUntil as Date;
      const length = until.getTime() - now.getTime();
      budget = third.budget;
      now = until;
      return length / MINUTE;
    });
    expect(lengths).toEqual([30, 60, 240, 1_440, 1_440, 1_440]);
  });

  it('are locked out to the last millisecond, and no longer', () => {
    const budget = failing(3, 'payment');
    const until = later(START, 30 * MINUTE);
    expect(admit(budget, 'payment', later(until, -1))).toEqual({ kind: 'locked', until });
    expect(lockEnd(budget, later(until, -1))).toEqual(until);
    expect(admit(budget, 'payment', until)).toEqual({ kind: 'admitted' });
    expect(lockEnd(budget, until)).toBeNull();
  });

  it('never lock anything but payments', () => {
    const budget = failing(3, 'payment');
    for (const purpose of ['login', 'enrolment', 'manage-factors', 'change-security-settings'] as const)
      expect(admit(budget, purpose, START)).toEqual({ kind: 'admitted' });
  });

  it('start anew after a success, also the length of the lock, but the window is not refunded', () => {
    const locked = failing(3, 'payment');
    const reopened = later(START, 31 * MINUTE);
    const reset = afterSuccess(failing(2, 'payment', locked, reopened));
    expect(reset).toMatchObject({ paymentFailures: 0, lockLevel: 0 });
    expect(reset.recentFailures).toHaveLength(2);
    expect(afterFailure(failing(2, 'payment', reset, reopened), 'payment', reopened).lockedUntil).toEqual(
      later(reopened, 30 * MINUTE),
    );
  });

  it('keep a running lock when something else succeeds', () => {
    expect(lockEnd(afterSuccess(failing(3, 'payment')), START)).toEqual(later(START, 30 * MINUTE));
  });
});

describe('endedLock', () => {
  const until = later(START, 30 * MINUTE);
  it.each([
    ['none', null, START, null],
    ['one that runs', until, later(until, -1), null],
    ['one that is just over', until, until, until],
  ])('of %s', (_, paymentLockedUntil, now, ended) => {
    expect(endedLock({ ...fresh, paymentLockedUntil }, now)).toEqual(ended);
  });
});

describe('failures of any kind', () => {
  it('are five in 15 minutes and then no more', () => {
    const budget = failing(5, 'login');
    const until = later(START, 15 * MINUTE);
    for (const purpose of ['login', 'payment', 'enrolment', 'manage-factors'] as const) {
      expect(admit(budget, purpose, START)).toEqual({ kind: 'rate-limited', until });
      expect(attemptsRemaining(budget, purpose, START)).toBe(0);
    }
    expect(admit(budget, 'login', later(until, -1)).kind).toBe('rate-limited');
    expect(admit(budget, 'login', until).kind).toBe('admitted');
  });

  it('leave the window one by one', () => {
    let budget = fresh;
    for (let minute = 0; minute < 5; minute++)
      budget = afterFailure(budget, 'login', later(START, minute * MINUTE)).budget;
    const now = later(START, 15 * MINUTE);
    expect(attemptsRemaining(budget, 'login', now)).toBe(1);
    const again = afterFailure(budget, 'login', now).budget;
    expect(again.recentFailures).toHaveLength(5);
    expect(admit(again, 'login', now)).toEqual({ kind: 'rate-limited', until: later(now, MINUTE) });
  });

  it('share one budget: two at login leave three, and payments see the smaller of both limits', () => {
    expect(attemptsRemaining(failing(2, 'login'), 'payment', START)).toBe(3);
    expect(attemptsRemaining(failing(4, 'login'), 'payment', START)).toBe(1);
    expect(attemptsRemaining(failing(2, 'payment'), 'login', START)).toBe(3);
  });

  it('at login do not lock payments', () => {
    expect(failing(4, 'login')).toMatchObject({ paymentFailures: 0, paymentLockedUntil: null });
  });

  it('count hours of patience as nothing', () => {
    expect(attemptsRemaining(failing(5, 'login'), 'login', later(START, HOUR))).toBe(5);
  });
});

describe('attempts that are still being compared', () => {
  function reserving(times: number, from = fresh): { budget: VerificationBudget; reserved: Date[] } {
    let budget = from;
    const reserved: Date[] = [];
    for (let count = 0; count < times; count++) {
      const next = reserve(budget, START);
      budget = next.budget;
      reserved.push(next.reservedAt);
    }
    return { budget, reserved };
  }

  it.each([
    ['payment', 0, 2, 'admitted', 1],
    ['payment', 0, 3, 'rate-limited', 0],
    ['payment', 2, 1, 'rate-limited', 0],
    ['payment', 1, 1, 'admitted', 1],
    ['login', 0, 4, 'admitted', 1],
    ['login', 0, 5, 'rate-limited', 0],
    ['login', 4, 1, 'rate-limited', 0],
  ] as const)(
    'for %s after %d failures and beside %d of them the next one is %s',
    (purpose, failures, times, kind, remaining) => {
      const { budget } = reserving(times, failing(failures, purpose));
      expect(admit(budget, purpose, START).kind).toBe(kind);
      expect(attemptsRemaining(budget, purpose, START)).toBe(remaining);
    },
  );

  it('ask whoever comes too many for seconds, not minutes', () => {
    const admission = admit(reserving(5).budget, 'login', START);
    expect(admission).toEqual({ kind: 'rate-limited', until: later(START, 2_000) });
  });

  it('are told apart when they come in the same millisecond', () => {
    const { budget, reserved } = reserving(5);
    expect(new Set(reserved.map(Number)).size).toBe(5);
    expect(release(budget, reserved[2] as Date).reservations).toEqual(reserved.toSpliced(2, 1));
    expect(release(budget, later(START, 9))).toBe(budget);
  });

  it('are always judged: with its own place given back, an admitted one is admitted again', () => {
    const { budget, reserved } = reserving(3);
    const first = afterFailure(release(budget, reserved[0] as Date), 'payment', START).budget;
    const second = afterFailure(release(first, reserved[1] as Date), 'payment', START).budget;
    const third = release(second, reserved[2] as Date);
    expect(admit(third, 'payment', START).kind).toBe('admitted');
    expect(afterFailure(third, 'payment', START).lockedUntil).toEqual(later(START, 30 * MINUTE));
  });

  it('are forgotten after a minute, when whoever compared has died', () => {
    const { budget } = reserving(5);
    expect(admit(budget, 'login', later(START, MINUTE + 10))).toEqual({ kind: 'admitted' });
    expect(reserve(budget, later(START, MINUTE + 10)).budget.reservations).toHaveLength(1);
  });
});

describe('wrong codes in a row', () => {
  const atTheBrink = { ...fresh, consecutiveFailures: 99 };
  const disabled = afterFailure(atTheBrink, 'login', START).budget;

  it.each([
    ['the 99th', { ...fresh, consecutiveFailures: 98 }, 'login', false, null],
    ['the 100th at login', atTheBrink, 'login', true, START],
    ['the 100th of a payment', atTheBrink, 'payment', true, START],
    ['the 100th of an enrolment', atTheBrink, 'enrolment', true, START],
    ['the 101st', { ...disabled, recentFailures: [] }, 'enrolment', false, START],
  ] as const)('%s', (_, budget, purpose, now, since) => {
    const counted = afterFailure({ ...budget, recentFailures: [] }, purpose, later(START, 0));
    expect(counted.disabled).toBe(now);
    expect(counted.budget.codesDisabledAt).toEqual(since);
  });

  it.each([
    ['login', 'digits', 'disabled'],
    ['payment', 'digits', 'disabled'],
    ['manage-factors', 'digits', 'disabled'],
    ['change-security-settings', 'digits', 'disabled'],
    ['enrolment', 'digits', 'admitted'],
    ['login', 'backup', 'admitted'],
    ['manage-factors', 'backup', 'admitted'],
  ] as const)('that disabled codes: for %s, %s is %s, years later too', (purpose, code, kind) => {
    expect(admit(disabled, purpose, later(START, 20_000 * HOUR), code).kind).toBe(kind);
  });

  it('are counted anew after a success, which brings disabled codes not back', () => {
    expect(afterSuccess(atTheBrink).consecutiveFailures).toBe(0);
    expect(afterSuccess(disabled).codesDisabledAt).toEqual(START);
    expect(attemptsRemaining(disabled, 'login', START)).toBe(0);
  });

  it('are forgotten when another factor is set up', () => {
    expect(afterRebinding(disabled)).toMatchObject({ consecutiveFailures: 0, codesDisabledAt: null });
  });
});
