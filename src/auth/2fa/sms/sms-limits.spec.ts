import { after, DAY, HOUR, MINUTE } from '../../../common/clock';
import { type RecentSends, refuseSms, type SmsCaps } from './sms-limits';

const now = new Date('2025-11-20T10:00:00Z');
const oldest = after(now, -5 * MINUTE);
const none = { count: 0, oldest: null };
const quiet: RecentSends = {
  ofUser: none,
  toNumber: none,
  fromNetwork: none,
  toBlock: none,
  all: none,
  unprovenNumbers: { sent: 0, verified: 0 },
};
const caps: SmsCaps = { dailyBudget: 100, hourlyPerAddress: 30, hourlyPerPrefix: 20 };
const judge = (sends: Partial<RecentSends>, isNewNumber: boolean) =>
  refuseSms({ ...quiet, ...sends }, caps, isNewNumber, now);

it.each<[string, Partial<RecentSends>]>([
  ['nothing was sent', {}],
  ['two went to the person', { ofUser: { count: 2, oldest } }],
  ['29 came from the address', { fromNetwork: { count: 29, oldest } }],
  ['79 were sent today', { all: { count: 79, oldest } }],
  ['the sample is small', { unprovenNumbers: { sent: 29, verified: 0 } }],
  ['a quarter was verified', { unprovenNumbers: { sent: 40, verified: 10 } }],
])('lets a message go when %s', (_, sends) => {
  expect(judge(sends, true)).toBeNull();
});

it.each<[string, Partial<RecentSends>, Date]>([
  ['user', { ofUser: { count: 3, oldest } }, after(oldest, 15 * MINUTE)],
  ['number', { toNumber: { count: 3, oldest } }, after(oldest, 15 * MINUTE)],
  ['address', { fromNetwork: { count: 30, oldest } }, after(oldest, HOUR)],
  ['daily-budget', { all: { count: 100, oldest } }, after(oldest, DAY)],
])('refuses by %s, for proven numbers too', (limit, sends, until) => {
  expect(judge(sends, false)).toEqual({ limit, until });
  expect(judge(sends, true)).toEqual({ limit, until });
});

it.each<[string, Partial<RecentSends>]>([
  ['prefix', { toBlock: { count: 20, oldest } }],
  ['daily-budget', { all: { count: 80, oldest } }],
  ['verified-ratio', { unprovenNumbers: { sent: 40, verified: 9 } }],
])('refuses by %s only where the number is new', (limit, sends) => {
  expect(judge(sends, true)?.limit).toBe(limit);
  expect(judge(sends, false)).toBeNull();
});
