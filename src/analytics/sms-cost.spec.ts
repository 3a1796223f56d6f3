import { estimateCost } from './sms-cost';

const prices = { currency: 'USD', millionths: new Map([['US', 8_300n]]), otherwise: 50_000n };

it('multiplies segments by the price of their country, or by the one of all others', () => {
  expect(estimateCost(new Map([['US', 1_000]]), prices)).toBe(830n);
  expect(
    estimateCost(
      new Map([
        ['US', 1_000],
        ['DE', 10],
      ]),
      prices,
    ),
  ).toBe(880n);
  expect(estimateCost(new Map(), prices)).toBe(0n);
});

it('rounds the sum, not the parts', () => {
  expect(estimateCost(new Map([['US', 1]]), prices)).toBe(1n);
  expect(estimateCost(new Map([['US', 10]]), prices)).toBe(8n);
});

it('counts in the minor units of its currency', () => {
  expect(estimateCost(new Map([['DE', 100]]), { ...prices, currency: 'JPY' })).toBe(5n);
  expect(estimateCost(new Map([['DE', 100]]), { ...prices, currency: 'KWD' })).toBe(5_000n);
});

it('does not guess a price that nobody has set', () => {
  expect(
    estimateCost(
      new Map([
        ['US', 1],
        ['DE', 1],
      ]),
      { ...prices, otherwise: null },
    ),
  ).toBeNull();
});
