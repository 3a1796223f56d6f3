import { fromStripeAmount, toStripeAmount } from './stripe-amount';

it.each([
  [125_000n, 'USD', 125_000],
  [9_007_199_254_740_991n, 'USD', 9_007_199_254_740_991],
  [5_000n, 'JPY', 5_000],
  [5n, 'UGX', 500],
  [5n, 'ISK', 500],
  [500n, 'MGA', 5],
  [550n, 'MGA', null],
  [5_120n, 'KWD', 5_120],
  [5_124n, 'KWD', null],
  [1_000n, 'HUF', 1_000],
])('counts %s of %s as %s', (amount, currency, expected) => {
  expect(toStripeAmount(amount, currency)).toBe(expected);
  if (expected !== null) expect(fromStripeAmount(expected, currency)).toBe(amount);
});
