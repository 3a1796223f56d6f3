import { isTimeZone, localTime } from './local-time';

it.each([
  ['2026-01-15T12:05:00Z', 'UTC', 'January 15, 2026 at 12:05 PM Coordinated Universal Time'],
  ['2026-03-29T00:59:59Z', 'Europe/Zurich', 'March 29, 2026 at 1:59 AM Central European Standard Time'],
  ['2026-03-29T01:00:00Z', 'Europe/Zurich', 'March 29, 2026 at 3:00 AM Central European Summer Time'],
  ['2026-10-25T00:30:00Z', 'Europe/Zurich', 'October 25, 2026 at 2:30 AM Central European Summer Time'],
  ['2026-10-25T01:30:00Z', 'Europe/Zurich', 'October 25, 2026 at 2:30 AM Central European Standard Time'],
  ['2026-11-01T05:30:00Z', 'America/New_York', 'November 1, 2026 at 1:30 AM Eastern Daylight Time'],
  ['2026-11-01T06:30:00Z', 'America/New_York', 'November 1, 2026 at 1:30 AM Eastern Standard Time'],
  ['2026-12-31T20:00:00Z', 'Asia/Kolkata', 'January 1, 2027 at 1:30 AM India Standard Time'],
])('tells %s in %s', (at, timeZone, told) => {
  expect(localTime(new Date(at), timeZone)).toBe(told);
});

it.each(['UTC', 'Europe/Zurich', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata', 'Etc/GMT+5'])(
  'knows %s',
  (name) => expect(isTimeZone(name)).toBe(true),
);

it.each(['', '+01:00', '-0500', 'GMT+1', 'Europe/Zürich', 'Europe/Atlantis', 'Europe/Zurich\u0000', ' UTC'])(
  'does not know %j',
  (name) => expect(isTimeZone(name)).toBe(false),
);
