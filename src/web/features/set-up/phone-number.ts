/**
 * A typed number in E.164, with the country code: "+1 (201) 555-0123" and "001 201 555 0123" are +12015550123. Null without
 * a country code: it cannot be guessed.
 */
export function internationalNumber(typed: string): string | null {
  const plain = typed
    .normalize('NFKC')
    .replace(/[\s().\-/\u00a0\u2010-\u2015]/g, '')
    .replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(plain) ? plain : null;
}
