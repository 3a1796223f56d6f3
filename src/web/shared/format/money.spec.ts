import { decimalOf, formatMoney, locale, parseMoney, typedMoney } from './money';

it.each([
  [125_000, 'USD', 'en-US', '$1,250.00'],
  [125_000, 'USD', 'de-DE', '1.250,00 $'],
  [5, 'EUR', 'en-US', '€0.05'],
  [1_250, 'JPY', 'en-US', '¥1,250'],
  [1_250, 'KWD', 'en-US', 'KWD 1.250'],
  [Number.MAX_SAFE_INTEGER, 'USD', 'en-US', '$90,071,992,547,409.91'],
])('writes %d of %s in %s as %s', (amount, currency, language, text) => {
  expect(formatMoney(amount, currency, language).replace(/\u00a0/g, ' ')).toBe(text);
});

it.each([
  ['1250', 'USD', 'en-US', 125_000],
  ['1,250.5', 'USD', 'en-US', 125_050],
  ['1.250,50', 'EUR', 'de-DE', 125_050],
  ['1 250,50', 'EUR', 'fr-FR', 125_050],
  ['0.07', 'USD', 'en-US', 7],
  ['1250', 'JPY', 'en-US', 1_250],
])('reads %s of %s in %s', (text, currency, language, amount) => {
  expect(parseMoney(text, currency, language)).toBe(amount);
});

it.each(['', 'ten', '-1', '1.005', '1e3', '1.5.0', '99999999999999999'])(
  'does not take %j for dollars',
  (text) => {
    expect(parseMoney(text, 'USD', 'en-US')).toBeNull();
  },
);

it.each(['en-US', 'de-DE', 'fr-FR', 'de-CH'])(
  'shows fields in %s what is read back as the same',
  (language) => {
    for (const [amount, currency] of [
      [100_050, 'USD'],
      [7, 'EUR'],
      [1_250, 'JPY'],
      [1_250, 'KWD'],
    ] as const)
      expect(parseMoney(typedMoney(amount, currency, language), currency, language)).toBe(amount);
  },
);

it('writes major units exactly', () => {
  expect(decimalOf(7, 'USD')).toBe('0.07');
  expect(decimalOf(1_250, 'JPY')).toBe('1250');
});

it('passes over languages that are none, as some systems name them', () => {
  expect(locale(['en-US@posix', 'de-DE'])).toBe('de-DE');
  expect(locale(['C.UTF-8_'])).toBeUndefined();
});
