import { currencyExponents } from '../common/currencies';
import type { SmsPrices } from '../config/sms-prices';

const MILLIONTHS_EXPONENT = 6;

/**
 * What segments cost at today's list prices: an estimate, for providers' contracts, carrier fees and refunds are not known here.
 * @returns minor units, rounded half up; null when a country has no price
 */
export function estimateCost(
  segments: ReadonlyMap<string, number>,
  { currency, millionths, otherwise }: SmsPrices,
): bigint | null {
  let total = 0n;
  for (const [country, count] of segments) {
    const price = millionths.get(country) ?? otherwise;
    if (price === null) return null;
    total += price * BigInt(count);
  }
  const unit = 10n ** BigInt(MILLIONTHS_EXPONENT - (currencyExponents.get(currency) ?? 2));
  return (total + unit / 2n) / unit;
}
