/** Of the person's browser: how they are used to reading amounts and times. Some systems name languages that are none. */
export function locale(
  languages: readonly string[] = globalThis.navigator?.languages ?? [],
): string | undefined {
  return languages.find((language) => {
    try {
      return Intl.getCanonicalLocales(language).length === 1;
    } catch {
      return false;
    }
  });
}

/** Minor units of a currency have a fixed number of digits, e.g. two for USD and none for JPY. */
export function fractionDigits(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return maximumFractionDigits ?? 2;
}

/** @param amount in minor units: 125000 and USD is $1,250.00 */
export function formatMoney(amount: number, currency: string, language = locale()): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency });
  return format.format(decimalOf(amount, currency) as Intl.StringNumericLiteral);
}

/** In major units, exactly: 125000 and USD is "1250.00". */
export function decimalOf(amount: number, currency: string): string {
  const digits = fractionDigits(currency);
  const text = String(amount).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** As fields show it, with the decimal point of the person's language, so that `parseMoney` reads the same amount. */
export function typedMoney(amount: number, currency: string, language = locale()): string {
  return decimalOf(amount, currency).replace('.', decimalPoint(language));
}

/**
 * Minor units of what somebody has typed, with the decimal point of their language and any grouping; null when it is no
 * amount, or finer than the currency.
 */
export function parseMoney(text: string, currency: string, language = locale()): number | null {
  const point = decimalPoint(language);
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, '').replaceAll(point === ',' ? '.' : ',', '');
  const match = /^(\d+)(?:[.,](\d*))?$/.exec(plain);
  const digits = fractionDigits(currency);
  const [, whole = '', fraction = ''] = match ?? [];
  if (!match || fraction.length > digits) return null;
  const amount = Number(whole + fraction.padEnd(digits, '0'));
  return Number.isSafeInteger(amount) ? amount : null;
}

function decimalPoint(language: string | undefined): string {
  const parts = new Intl.NumberFormat(language).formatToParts(1.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}
