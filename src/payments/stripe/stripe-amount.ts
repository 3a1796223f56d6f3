/** No fraction in ISO 4217; Stripe counts hundredths all the same, which must be zero. */
const inHundredths = new Set(['ISK', 'UGX']);

/** Hundredths in ISO 4217; Stripe counts whole units. */
const inWholeUnits = new Set(['MGA']);

/** Thousandths; Stripe wants the last digit to be zero. */
const inThousandths = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

/**
 * Minor units of ISO 4217 as Stripe counts them (https://docs.stripe.com/currencies#minor-units): the same for nearly all
 * currencies. Null for an amount that Stripe cannot express.
 */
export function toStripeAmount(amount: bigint, currency: string): number | null {
  if (inHundredths.has(currency)) return Number(amount * 100n);
  if (inWholeUnits.has(currency)) return amount % 100n === 0n ? Number(amount / 100n) : null;
  if (inThousandths.has(currency)) return amount % 10n === 0n ? Number(amount) : null;
  return Number(amount);
}

/** The way back, for what Stripe reports. */
export function fromStripeAmount(amount: number, currency: string): bigint {
  if (inHundredths.has(currency)) return BigInt(amount) / 100n;
  return inWholeUnits.has(currency) ? BigInt(amount) * 100n : BigInt(amount);
}
