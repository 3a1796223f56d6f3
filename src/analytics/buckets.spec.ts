import { bucketsOf, wholeHours } from './buckets';

const range = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });
const shown = (...arguments_: Parameters<typeof bucketsOf>) =>
  bucketsOf(...arguments_).map(({ start, from, to }) =>
    [start, from, to].map((time) => time.toISOString().slice(0, 13)),
  );

it('cuts a range into days, of which the first and the last may be parts', () => {
  expect(shown(range('2026-03-01T05:00:00Z', '2026-03-03T02:00:00Z'), 'day')).toEqual([
    ['2026-03-01T00', '2026-03-01T05', '2026-03-02T00'],
    ['2026-03-02T00', '2026-03-02T00', '2026-03-03T00'],
    ['2026-03-03T00', '2026-03-03T00', '2026-03-03T02'],
  ]);
});

it('begins weeks on Monday, on a Sunday and on a Monday alike', () => {
  expect(shown(range('2026-03-01T00:00:00Z', '2026-03-02T01:00:00Z'), 'week')).toEqual([
    ['2026-02-23T00', '2026-03-01T00', '2026-03-02T00'],
    ['2026-03-02T00', '2026-03-02T00', '2026-03-02T01'],
  ]);
});

it('knows how long months are, and years', () => {
  expect(
    shown(range('2027-12-31T23:00:00Z', '2028-03-01T00:00:00Z'), 'month').map(([start]) => start),
  ).toEqual(['2027-12-01T00', '2028-01-01T00', '2028-02-01T00']);
});

it('has nothing of an empty range', () => {
  expect(shown(range('2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z'), 'hour')).toEqual([]);
});

it('widens a range to whole hours', () => {
  const asked = range('2026-03-01T05:59:59Z', '2026-03-01T07:00:00.001Z');
  expect(wholeHours(asked)).toEqual(range('2026-03-01T05:00:00Z', '2026-03-01T08:00:00Z'));
  expect(wholeHours(wholeHours(asked))).toEqual(wholeHours(asked));
});
