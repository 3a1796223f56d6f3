import { currencyExponents } from '../common/currencies';

/** Whole units of a payment's own currency, so that nobody is known by an amount. `none`: not about a payment. */
export const amountClasses = ['none', 'below-100', 'from-100', 'from-1000', 'from-10000'] as const;
export type AmountClass = (typeof amountClasses)[number];

const ORDINARY_EXPONENT = 2;

/** The class of an amount in minor units, as an expression of SQL. */
export function amountClass(amount: string, currency: string): string {
  const units = `(${amount})::numeric / ${minorUnitsIn(currency)}`;
  return `
    CASE WHEN ${amount} IS NULL THEN 'none' WHEN ${units} < 100 THEN 'below-100' WHEN ${units} < 1000 THEN 'from-100'
      WHEN ${units} < 10000 THEN 'from-1000' ELSE 'from-10000' END`;
}

function minorUnitsIn(currency: string): string {
  const others = [...new Set(currencyExponents.values())].filter(
    (exponent) => exponent !== ORDINARY_EXPONENT,
  );
  const cases = others.map((exponent) => {
    const codes = [...currencyExponents]
      .filter(([, digits]) => digits === exponent)
      .map(([code]) => `'${code}'`);
    return `WHEN ${currency} IN (${codes.join(', ')}) THEN ${10 ** exponent}`;
  });
  return `(CASE ${cases.join(' ')} ELSE ${10 ** ORDINARY_EXPONENT} END)`;
}
