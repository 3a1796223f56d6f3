import { currencyExponents } from './currencies';

/** An amount in the minor units of an ISO 4217 currency. */
export interface Money {
  amount: bigint;
  currency: string;
}

export function isCurrency(code: unknown): code is string {
  return typeof code === 'string' && currencyExponents.has(code);
}

/** JSON carries amounts as integers up to 2^53-1; the database's `CHECK`s keep every amount within that. */
export function toJsonAmount(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError('An amount does not fit into a JSON integer');
  return number;
}

export function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/**
 * For people: `$1,250.00`. Exact for every amount, because the digits never pass through a float.
 * @throws RangeError for a currency that is not in the table
 */
export function formatMoney(
  { amount, currency }: Money,
  locale = 'en-US',
  currencyDisplay: 'symbol' | 'code' = 'symbol',
): string {
  const fractionDigits = currencyExponents.get(currency);
  if (fractionDigits === undefined) throw new RangeError('A currency is not in the table');
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay,
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  });
  const digits = amount.toString().padStart(fractionDigits + 1, '0');
  const decimal =
    fractionDigits === 0 ? digits : `${digits.slice(0, -fractionDigits)}.${digits.slice(-fractionDigits)}`;
  return format.format(decimal as Intl.StringNumericLiteral);
}
