import { formatCountdown } from './time';

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
