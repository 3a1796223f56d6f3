import { after, DAY, HOUR, MINUTE } from '../../../common/clock';
import { SIGNALS, type SignalName, type SignalRules } from '../../../config/risk-config';
import { type ActivityFacts, findSignals, type PastApproval, type Place } from './unusual-activity';

const now = new Date('2026-03-18T12:00:00Z');
const home: Place = { device: 'Firefox on Windows', network: '203.0.113.0/24' };
const elsewhere: Place = { device: 'curl', network: '198.51.100.0/24' };

const limits: Partial<Record<SignalName, number>> = { velocity: 10, 'odd-hour': 3, 'unusual-amount': 3 };
const rules = Object.fromEntries(
  SIGNALS.map((signal) => [signal, { mode: 'enforce', weight: 50, limit: limits[signal] ?? 24 }]),
) as SignalRules;

const quiet: ActivityFacts = {
  now,
  timeZone: 'UTC',
  firstPayment: false,
  total: 1_000n,
  currency: 'USD',
  place: home,
  past: [],
  proven: [home],
  changes: { factor: null, password: null, email: null, recovery: null },
};

const ago = (milliseconds: number) => after(now, -milliseconds);
const paid = (at: Date, total = 1_000n, withCode = false): PastApproval => ({
  at,
  total,
  currency: 'USD',
  withCode,
});
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));
/** One payment a day, at the hour of now. */
const daily = (days: number, total?: bigint) => times(days, (index) => paid(ago((index + 1) * DAY), total));
const changed = (what: keyof ActivityFacts['changes'], at: Date) => ({
  changes: { ...quiet.changes, [what]: at },
});

function found(facts: Partial<ActivityFacts>): string[] {
  return findSignals({ ...quiet, ...facts }, rules).map(({ signal }) => signal);
}

describe('findSignals', () => {
  it.each<[string, Partial<ActivityFacts>, string[]]>([
    ['nothing', {}, []],
    ['ten approvals within an hour', { past: times(9, () => paid(ago(MINUTE))) }, []],
    ['eleven', { past: times(10, () => paid(ago(HOUR - 1))) }, ['velocity']],
    ['eleven, some an hour ago', { past: times(10, (i) => paid(ago(i ? MINUTE : HOUR))) }, []],
    ['another device', { place: { ...home, device: 'curl' } }, ['new-device']],
    ['another network', { place: { ...home, network: '198.51.100.0/24' } }, ['new-network']],
    ['nowhere known', { proven: [] }, ['new-device', 'new-network']],
    ['nowhere known at the first payment', { proven: [], firstPayment: true }, []],
    ['two known halves of a place', { place: elsewhere, proven: [home, elsewhere] }, []],
    [
      'device and network that were each seen, though not together',
      { place: { device: home.device, network: elsewhere.network }, proven: [home, elsewhere] },
      [],
    ],
    ['three times the largest amount', { past: daily(5), total: 3_000n }, []],
    ['one more', { past: daily(5), total: 3_001n }, ['unusual-amount']],
    ['an amount without a habit', { past: daily(4), total: 3_001n }, []],
    [
      'an amount that was just let through without a code, which makes nothing usual',
      { past: [paid(ago(DAY - 1), 1_001n), ...daily(5)], total: 3_001n },
      ['unusual-amount'],
    ],
    [
      'an amount that was just approved with a code',
      { past: [paid(ago(MINUTE), 1_001n, true), ...daily(5)], total: 3_001n },
      [],
    ],
    ['an amount in another currency', { past: daily(5), total: 3_001n, currency: 'EUR' }, []],
    [
      'amounts that a float cannot tell apart',
      { past: daily(5, 2n ** 60n), total: 3n * 2n ** 60n + 1n },
      ['unusual-amount'],
    ],
    ['a factor a day ago', changed('factor', ago(DAY)), []],
    ['a factor since', changed('factor', ago(DAY - 1)), ['recent-factor-change']],
    ['a password since', changed('password', ago(DAY - 1)), ['recent-password-change']],
    ['an address since', changed('email', ago(DAY - 1)), ['recent-email-change']],
    ['a recovery since', changed('recovery', ago(DAY - 1)), ['recent-recovery']],
    ['a recovery a day ago', changed('recovery', ago(DAY)), []],
  ])('for %s', (_, facts, signals) => {
    expect(found(facts)).toEqual(signals);
  });

  describe('an odd hour', () => {
    const at = (hour: number, timeZone = 'UTC') => ({
      now: new Date(`2026-03-18T${String(hour).padStart(2, '0')}:30:00Z`),
      timeZone,
    });
    const atNoon = times(5, (index) => paid(new Date(`2026-03-${10 + index}T12:10:00Z`)));
    const lateAtNight = times(5, (index) => paid(new Date(`2026-03-${10 + index}T23:10:00Z`)));

    it.each<[string, Partial<ActivityFacts>, boolean]>([
      ['three hours before', { ...at(9), past: atNoon }, false],
      ['four hours before', { ...at(8), past: atNoon }, true],
      ['three hours after', { ...at(15), past: atNoon }, false],
      ['four hours after', { ...at(16), past: atNoon }, true],
      ['past midnight, three hours after', { ...at(2), past: lateAtNight }, false],
      ['past midnight, four hours after', { ...at(3), past: lateAtNight }, true],
      [
        'one an hour ago without a code makes it no better',
        { ...at(3), past: [paid(new Date('2026-03-18T02:10:00Z')), ...atNoon] },
        true,
      ],
      ['four days of payments are no habit', { ...at(3), past: atNoon.slice(1) }, false],
      [
        'many payments on few days are none',
        { ...at(3), past: [...atNoon.slice(1), ...atNoon.slice(1)] },
        false,
      ],
      [
        'it counts local days: five payments over midnight are two',
        {
          ...at(12, 'America/New_York'),
          past: times(5, (index) => paid(new Date(`2026-03-1${index < 2 ? 1 : 2}T02:00:00Z`))),
        },
        false,
      ],
    ])('%s', (_, facts, odd) => {
      expect(found(facts).includes('odd-hour')).toBe(odd);
    });

    /** Berlin puts its clocks forward on 29 March 2026: half past eleven is 10:30 UTC before and 09:30 UTC after. */
    it.each([
      ['2026-03-30T06:30:00Z', false],
      ['2026-03-30T05:30:00Z', true],
      ['2026-03-30T12:30:00Z', false],
      ['2026-03-30T13:30:00Z', true],
    ])('follows the clock on the wall over a change to summer time: %s', (instant, odd) => {
      const past = times(5, (index) => paid(new Date(`2026-03-${22 + index}T10:30:00Z`)));
      expect(found({ now: new Date(instant), timeZone: 'Europe/Berlin', past }).includes('odd-hour')).toBe(
        odd,
      );
    });

    it('is told with the hour and the zone', () => {
      const [finding] = findSignals({ ...quiet, ...at(3, 'Europe/Berlin'), past: atNoon }, rules);
      expect(finding).toMatchObject({
        signal: 'odd-hour',
        severity: 'low',
        observed: { hour: 4, timeZone: 'Europe/Berlin', hoursAway: 9 },
      });
    });
  });

  it('keeps silent about rules that are off, and tells those in shadow', () => {
    const mixed: SignalRules = {
      ...rules,
      'new-device': { mode: 'off', weight: 50, limit: 0 },
      'new-network': { mode: 'shadow', weight: 7, limit: 0 },
    };
    expect(findSignals({ ...quiet, place: elsewhere }, mixed)).toEqual([
      {
        signal: 'new-network',
        mode: 'shadow',
        severity: 'low',
        weight: 7,
        observed: { network: '198.51.100.0/24' },
      },
    ]);
  });
});
