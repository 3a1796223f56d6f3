import { parseTime } from '../../common/http/time-field';
import { leastIdAfter, leastIdSince } from './time-filter';

describe('parseTime', () => {
  it.each([
    ['2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T08:00Z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T08:00:00.5+02:00', '2026-01-31T06:00:00.500Z'],
    ['2026-01-31T08:00:00-12:00', '2026-01-31T20:00:00.000Z'],
    ['2026-01-31T08:00:00+14:00', '2026-01-30T18:00:00.000Z'],
    ['2026-01-31T08:00:00.123000Z', '2026-01-31T08:00:00.123Z'],
    ['2026-01-31T08:00:00.123001Z', '2026-01-31T08:00:00.124Z'],
    ['0001-01-01T00:00:00+14:00', '0000-12-31T10:00:00.000Z'],
    ['9999-12-31T23:59:59.999999-14:00', '+010000-01-01T14:00:00.000Z'],
  ])('takes %s', (text, time) => {
    expect(parseTime(text)?.toISOString()).toBe(time);
  });

  it.each([
    '2026-01-01T00:00:00+19:00',
    '2026-01-01T00:00:00+14:30',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-01-01T00:00:00',
    '2026-01-01',
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    1,
    null,
  ])('refuses %p', (text) => {
    expect(parseTime(text)).toBeNull();
  });
});

it('bounds identifiers around the time, with room for skew', () => {
  const time = new Date(0x0190_0000_0000);
  const id = '01900000-0000-7abc-8def-0123456789ab';
  expect(leastIdSince(time) < id).toBe(true);
  expect(leastIdAfter(time) > id).toBe(true);
  expect(leastIdAfter(new Date(time.getTime() - 7_200_000)) < id).toBe(true);
  expect(leastIdSince(new Date(time.getTime() + 7_200_000)) > id).toBe(true);
  expect(leastIdSince(new Date(-1))).toBe('00000000-0000-7000-8000-000000000000');
});
