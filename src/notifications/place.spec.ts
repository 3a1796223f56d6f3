import { placeOf } from './place';

it.each([
  ['203.0.113.7', 'Firefox on Windows', '203.0.113.7, Firefox on Windows'],
  ['203.0.113.7', null, '203.0.113.7'],
  [null, 'Firefox on Windows', 'Firefox on Windows'],
  [null, null, null],
])('tells %j and %j', (ip, device, told) => {
  expect(placeOf(ip, device)).toBe(told);
});
