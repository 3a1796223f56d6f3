import { formatCountdown, formatFromNow } from './time';

it.each([
  [600_000, '10:00'],
  [545_000, '9:05'],
  [900, '0:01'],
  [0, '0:00'],
  [-5_000, '0:00'],
  [4_145_000, '1:09:05'],
])('counts %d ms down as %s', (left, text) => {
  expect(formatCountdown(left)).toBe(text);
});

it.each([
  [30_000, 'in 1 minute'],
  [59 * 60_000, 'in 59 minutes'],
  [3 * 3_600_000, 'in 3 hours'],
  [6 * 86_400_000 + 5, 'in 6 days'],
])('says that %d ms from now is %s', (left, text) => {
  expect(formatFromNow(left, 'en')).toBe(text);
});
