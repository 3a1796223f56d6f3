import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { LineType } from '../../../messaging/sms/line-types';

/** `opted-out`: its owner has answered STOP, and not START since. */
export type RefusedPhone = 'not-a-number' | 'not-mobile' | 'country-not-allowed' | 'opted-out';

export type JudgedPhone = { kind: 'usable'; number: string } | { kind: 'refused'; reason: RefusedPhone };

/** The North American plan does not tell mobile lines from others: such a number is given the benefit of the doubt. */
const mobileTypes = ['MOBILE', 'FIXED_LINE_OR_MOBILE'];
const DIGITS_SHOWN = 2;
const DIGITS_OF_A_BLOCK = 3;

/** Whether codes may go to a number, by its plan's metadata; usable ones come back in E.164. */
export function judgePhone(typed: string, allowedCountries: readonly string[]): JudgedPhone {
  const phone = parsePhoneNumberFromString(typed);
  if (!typed.startsWith('+') || !phone?.isValid()) return { kind: 'refused', reason: 'not-a-number' };
  if (!phone.country || !allowedCountries.includes(phone.country))
    return { kind: 'refused', reason: 'country-not-allowed' };
  if (!mobileTypes.includes(phone.getType() ?? '')) return { kind: 'refused', reason: 'not-mobile' };
  return { kind: 'usable', number: phone.number };
}

/** Why its carrier's records speak against a number that its plan allows. Where they say nothing, the plan counts. */
export function judgeLine(type: LineType): RefusedPhone | null {
  switch (type) {
    case 'mobile':
    case 'unknown':
      return null;
    case 'other':
      return 'not-mobile';
    case 'no-number':
      return 'not-a-number';
  }
}

/** `+1********07`: enough for its owner to know it. */
export function maskPhone(number: string): string {
  const code = parsePhoneNumberFromString(number)?.countryCallingCode ?? '';
  const hidden = number.length - 1 - code.length - DIGITS_SHOWN;
  return `+${code}${'*'.repeat(Math.max(0, hidden))}${number.slice(-DIGITS_SHOWN)}`;
}

/** ISO 3166-1 alpha-2; `ZZ` where the plan does not tell. */
export function countryOf(number: string): string {
  return parsePhoneNumberFromString(number)?.country ?? 'ZZ';
}

/** What numbers that were rented together share. */
export function blockOf(number: string): string {
  return number.slice(0, -DIGITS_OF_A_BLOCK);
}
