/**
 * A typed code as six ASCII digits, or null when it cannot be one. Full-width digits and spaces are spelling, not
 * another code: every spelling is the same attempt and burns the same step.
 */
export function normalizeCode(typed: string): string | null {
  const digits = typed.normalize('NFKC').replace(/[\s\u200b-]/g, '');
  return /^[0-9]{6}$/.test(digits) ? digits : null;
}
