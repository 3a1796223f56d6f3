import { after, DAY, HOUR, MINUTE } from '../../../common/clock';

export interface Counted {
  count: number;
  oldest: Date | null;
}

/** What was sent lately, each within its own window. */
export interface RecentSends {
  ofUser: Counted;
  toNumber: Counted;
  fromNetwork: Counted;
  /** To new numbers only. */
  toBlock: Counted;
  all: Counted;
  /** To new numbers, long enough ago that a code would have been entered. */
  unprovenNumbers: { sent: number; verified: number };
}

export interface SmsCaps {
  dailyBudget: number;
  hourlyPerAddress: number;
  hourlyPerPrefix: number;
}

export const CODE_WINDOW_MS = 15 * MINUTE;
export const ABUSE_WINDOW_MS = HOUR;
export const BUDGET_WINDOW_MS = DAY;
export const MAX_CODES_BY_SMS = 3;
/** The rest of the budget is kept for people whose number is proven: pumping must not lock them out. */
const SHARE_OF_NEW_NUMBERS = 0.8;
const RATIO_FROM = 30;
const MIN_VERIFIED_SHARE = 0.25;

export type SmsLimit = 'user' | 'number' | 'address' | 'prefix' | 'daily-budget' | 'verified-ratio';
export type SmsRefusal = { limit: SmsLimit; until: Date };

/** Why no message may be sent now, or null. A number that has been proven is not measured by what strangers do. */
export function refuseSms(
  sends: RecentSends,
  caps: SmsCaps,
  isNewNumber: boolean,
  now: Date,
): SmsRefusal | null {
  const refuse = (limit: SmsLimit, oldest: Date | null, windowMs: number): SmsRefusal => ({
    limit,
    until: after(oldest ?? now, windowMs),
  });
  const { ofUser, toNumber, fromNetwork, toBlock, all, unprovenNumbers } = sends;
  if (ofUser.count >= MAX_CODES_BY_SMS) return refuse('user', ofUser.oldest, CODE_WINDOW_MS);
  if (toNumber.count >= MAX_CODES_BY_SMS) return refuse('number', toNumber.oldest, CODE_WINDOW_MS);
  if (fromNetwork.count >= caps.hourlyPerAddress)
    return refuse('address', fromNetwork.oldest, ABUSE_WINDOW_MS);
  const budget = isNewNumber ? Math.ceil(caps.dailyBudget * SHARE_OF_NEW_NUMBERS) : caps.dailyBudget;
  if (all.count >= budget) return refuse('daily-budget', all.oldest, BUDGET_WINDOW_MS);
  if (!isNewNumber) return null;
  if (toBlock.count >= caps.hourlyPerPrefix) return refuse('prefix', toBlock.oldest, ABUSE_WINDOW_MS);
  const { sent, verified } = unprovenNumbers;
  if (sent >= RATIO_FROM && verified < sent * MIN_VERIFIED_SHARE)
    return refuse('verified-ratio', null, CODE_WINDOW_MS);
  return null;
}
