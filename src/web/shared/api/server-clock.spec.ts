import { hearServerTime, serverNow } from './server-clock';

const now = Date.parse('2026-03-01T12:00:00.200Z');

afterEach(() => hearServerTime('Sun, 01 Mar 2026 12:00:00 GMT', now));

it('follows a server that is minutes ahead or behind', () => {
  hearServerTime('Sun, 01 Mar 2026 12:03:00 GMT', now);
  expect(serverNow(now)).toBe(Date.parse('2026-03-01T12:03:00.500Z'));
  hearServerTime('Sun, 01 Mar 2026 11:57:00 GMT', now);
  expect(serverNow(now)).toBe(Date.parse('2026-03-01T11:57:00.500Z'));
});

it('takes a difference of rounding for none', () => {
  hearServerTime('Sun, 01 Mar 2026 12:00:01 GMT', now);
  expect(serverNow(now)).toBe(now);
});

it.each([null, 'yesterday'])('keeps what it knows on hearing %j', (date) => {
  hearServerTime('Sun, 01 Mar 2026 12:03:00 GMT', now);
  hearServerTime(date, now);
  expect(serverNow(now)).toBe(Date.parse('2026-03-01T12:03:00.500Z'));
});
