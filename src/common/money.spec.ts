import { currencyExponents } from './currencies';
import { formatMoney, isCurrency, sum, toJsonAmount } from './money';

const space = (text: string) => text.replace(/\u00a0/g, ' ');

describe('formatMoney', () => {
  it.each([
    [125_000n, 'USD', '$1,250.00'],
    [1n, 'USD', '$0.01'],
    [0n, 'USD', '$0.00'],
    [99n, 'EUR', '€0.99'],
    [1_250n, 'JPY', '¥1,250'],
    [1_250n, 'KWD', 'KWD 1.250'],
    [1_250n, 'HUF', 'HUF 12.50'],
    [1_250n, 'IQD', 'IQD 1.250'],
    [9007199254740991n, 'USD', '$90,071,992,547,409.91'],
  ])('writes %d minor units of %s as %s', (amount, currency, text) => {
    expect(space(formatMoney({ amount, currency }))).toBe(text);
  });
});

/** https://www.iso.org/iso-4217-currency-codes.html, list one. */
const withoutFraction = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ');
const thousandths = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');
const digitsIn = (code: string) => (withoutFraction.includes(code) ? 0 : thousandths.includes(code) ? 3 : 2);

describe.each([...currencyExponents.keys()])('%s', (currency) => {
  it('is written with the fraction digits of ISO 4217', () => {
    const [number = ''] = /\d[\d,.]*/.exec(formatMoney({ amount: 987_654_321n, currency })) ?? [];
    const digits = digitsIn(currency);
    const expected =
      digits === 0 ? '987654321' : `${'987654321'.slice(0, -digits)}.${'987654321'.slice(-digits)}`;
    expect(number.replaceAll(',', '')).toBe(expected);
  });
});

it('has no fraction digits of a currency that it does not know', () => {
  expect(() => formatMoney({ amount: 1n, currency: 'XXX' })).toThrow(RangeError);
});

describe('toJsonAmount', () => {
  it('keeps every amount up to 2^53-1', () => {
    expect(toJsonAmount(9007199254740991n)).toBe(9007199254740991);
  });

  it.each([9007199254740992n, -9007199254740992n])('refuses %d rather than rounding it', (amount) => {
    expect(() => toJsonAmount(amount)).toThrow(RangeError);
  });
});

it('adds without rounding', () => {
  expect(sum([9007199254740991n, 1n, 1n])).toBe(9007199254740993n);
  expect(sum([])).toBe(0n);
});

it.each([
  ['USD', true],
  ['JPY', true],
  ['usd', false],
  ['AFN', true],
  ['XCG', true],
  ['XXX', false],
  ['XTS', false],
  ['XAU', false],
  ['XDR', false],
  ['CHE', false],
  ['CLF', false],
  ['DEM', false],
  ['XXZ', false],
  ['', false],
  [42, false],
  [null, false],
])('isCurrency(%p) is %p', (code, known) => {
  expect(isCurrency(code)).toBe(known);
});
