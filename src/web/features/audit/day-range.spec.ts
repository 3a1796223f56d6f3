import { dayOf, momentsOf } from './day-range';

it('reaches from the first moment of one day to the last of another', () => {
  const { from = '', to = '' } = momentsOf({ from: '2026-02-27', to: '2026-02-28' });
  expect(new Date(from)).toEqual(new Date(2026, 1, 27));
  expect(new Date(to)).toEqual(new Date(2026, 2, 1));
});

it('leaves out what is no day', () => {
  expect(momentsOf({ from: 'yesterday' })).toEqual({});
  expect(momentsOf({ to: '2026-13-01' })).toEqual({});
});

it('writes a day as a date field does', () => {
  expect(dayOf(new Date(2026, 0, 9, 23, 59))).toBe('2026-01-09');
});
