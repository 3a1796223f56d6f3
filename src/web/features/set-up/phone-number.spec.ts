import { internationalNumber } from './phone-number';

it.each([
  ['+12015550123', '+12015550123'],
  [' +1 (201) 555-0123 ', '+12015550123'],
  ['0049 151/2345 6789', '+4915123456789'],
  ['＋49 151 23456789', '+4915123456789'],
])('reads %j as %s', (typed, number) => {
  expect(internationalNumber(typed)).toBe(number);
});

it.each(['', '0151 2345678', '+0123456789', '+1', '+1 201 CALL NOW', '++12015550123', '+1234567890123456'])(
  'does not guess what %j means',
  (typed) => {
    expect(internationalNumber(typed)).toBeNull();
  },
);
