import type { EnvironmentReader } from './environment-reader';

/** What one segment of a text costs, for estimates. */
export interface SmsPrices {
  /** ISO 4217. */
  currency: string;
  /** By country (ISO 3166-1 alpha-2), in millionths of the currency's unit. */
  millionths: ReadonlyMap<string, bigint>;
  /** In all other countries; null: not known. */
  otherwise: bigint | null;
}

const FRACTION_DIGITS = 6;
const ANY_COUNTRY = '*';

/** `US=0.0083,DE=0.105,*=0.05`. */
export function readSmsPrices(read: EnvironmentReader): SmsPrices {
  const currency = read.text('SMS_PRICE_CURRENCY', { fallback: 'USD', pattern: /^[A-Z]{3}$/ });
  const pairs = read.pairs('SMS_SEGMENT_PRICES');
  const prices = new Map(pairs.map(({ name, value }) => [name.toUpperCase(), value]));
  const wrong = [...prices].some(
    ([name, value]) => !/^([A-Z]{2}|\*)$/.test(name) || !/^\d{1,6}(\.\d{1,6})?$/.test(value),
  );
  if (wrong || prices.size < pairs.length)
    read.refuse('SMS_SEGMENT_PRICES', 'must list two-letter country codes, or *, each once with a price');
  if (wrong) return { currency, millionths: new Map(), otherwise: null };
  const millionths = new Map([...prices].map(([name, value]) => [name, millionthsOf(value)]));
  const otherwise = millionths.get(ANY_COUNTRY) ?? null;
  millionths.delete(ANY_COUNTRY);
  return { currency, millionths, otherwise };
}

function millionthsOf(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(FRACTION_DIGITS, '0'));
}
