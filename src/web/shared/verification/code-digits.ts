export const CODE_LENGTH = 6;

/** The digits of what was typed or pasted: "123 456", "123-456" and full-width digits are all the same code. */
export function digitsOf(typed: string): string {
  return typed.normalize('NFKC').replace(/\D/g, '').slice(0, CODE_LENGTH);
}
