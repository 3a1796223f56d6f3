/** An amount in the minor units of an ISO 4217 currency. */
export interface Money {
  amount: bigint;
  currency: string;
}

const currencies = new Set(Intl.supportedValuesOf('currency'));

export function isCurrency(code: unknown): code is string {
  return typeof code === 'string' && currencies.has(code);
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

/** For people: `$1,250.00`. Exact for every amount, because the digits never pass through a float. */
export function formatMoney({ amount, currency }: Money, locale = 'en-US'): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const fractionDigits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const digits = amount.toString().padStart(fractionDigits + 1, '0');
  const decimal =
    fractionDigits === 0 ? digits : `${digits.slice(0, -fractionDigits)}.${digits.slice(-fractionDigits)}`;
  return format.format(decimal as Intl.StringNumericLiteral);
}
