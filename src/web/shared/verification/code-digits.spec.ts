import { digitsOf } from './code-digits';

it.each([
  ['123456', '123456'],
  [' 123 456\n', '123456'],
  ['123-456', '123456'],
  ['１２３４５６', '123456'],
  ['Your code is 004211.', '004211'],
  ['1234567', '123456'],
  ['12ab', '12'],
  ['', ''],
])('reads %j as %j', (typed, digits) => {
  expect(digitsOf(typed)).toBe(digits);
});
