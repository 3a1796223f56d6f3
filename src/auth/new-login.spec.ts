import { after, DAY } from '../common/clock';
import { isNewOrigin, type Origin } from './new-login';

const firefox = (version: string) =>
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${version}) Gecko/20100101 Firefox/${version}`;
const curl = 'curl/8.5.0';
const now = new Date('2026-07-01T12:00:00Z');
const old = { createdAt: after(now, -90 * DAY) };
const home: Origin = { ip: '203.0.113.7', userAgent: firefox('121.0') };

it.each([
  { ...home, expected: false },
  { ip: '203.0.113.99', userAgent: firefox('122.0'), expected: false },
  { ip: '203.0.114.7', userAgent: firefox('121.0'), expected: true },
  { ip: '203.0.113.7', userAgent: curl, expected: true },
  { ip: '203.0.113.7', userAgent: null, expected: true },
  { ip: null, userAgent: firefox('121.0'), expected: true },
])('from $ip with $userAgent it is new: $expected', ({ expected, ...origin }) => {
  expect(isNewOrigin(origin, [{ ip: '198.51.100.1', userAgent: curl }, home], old, now)).toBe(expected);
});

it('tells programs apart that have no name people know', () => {
  const origin = { ip: '203.0.113.7', userAgent: 'payroll/1.0' };
  expect(isNewOrigin(origin, [{ ...origin, userAgent: 'payroll/2.0' }], old, now)).toBe(true);
  expect(isNewOrigin(origin, [origin], old, now)).toBe(false);
});

it('takes the same browser in the same /64 for known', () => {
  const earlier = [{ ip: '2001:db8::1', userAgent: curl }];
  expect(isNewOrigin({ ip: '2001:db8::ffff:1', userAgent: curl }, earlier, old, now)).toBe(false);
  expect(isNewOrigin({ ip: '2001:db8:0:1::1', userAgent: curl }, earlier, old, now)).toBe(true);
});

it('says nothing of the first login of a young account, but of one after a long absence', () => {
  expect(isNewOrigin(home, [], { createdAt: after(now, -29 * DAY) }, now)).toBe(false);
  expect(isNewOrigin(home, [], { createdAt: after(now, -30 * DAY) }, now)).toBe(true);
});
