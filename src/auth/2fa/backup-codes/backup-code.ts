/** Crockford's base32: neither I, L, O nor U, so that what is read aloud or copied by hand stays clear. */
export const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const BACKUP_CODES = 10;
export const BACKUP_CODE_LENGTH = 8;
export const RECOVERY_CODE_LENGTH = 16;
/** With so many left the owner is told to make new ones. */
export const LOW_STOCK = 3;

const backupCode = new RegExp(`^[${CROCKFORD}]{${BACKUP_CODE_LENGTH}}$`);
const recoveryCode = new RegExp(`^[${CROCKFORD}]{${RECOVERY_CODE_LENGTH}}$`);

/**
 * A typed backup code in its one spelling, or null when it cannot be one. Case, spaces and dashes do not count, and
 * letters that look like digits are read as these.
 */
export function normalizeBackupCode(typed: string): string | null {
  const letters = inOneSpelling(typed);
  return backupCode.test(letters) ? letters : null;
}

/** The same for the saved recovery code. */
export function normalizeRecoveryCode(typed: string): string | null {
  const letters = inOneSpelling(typed);
  return recoveryCode.test(letters) ? letters : null;
}

function inOneSpelling(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\s\u200b\p{Pd}]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

/** @param integer uniform in `[0, max)` */
export function drawCode(length: number, integer: (max: number) => number): string {
  return Array.from({ length }, () => CROCKFORD[integer(CROCKFORD.length)]).join('');
}

/** Codes whose tags all differ, so that a tag never points at two codes of one set. */
export function drawSet<Tag>(draw: () => string, tagOf: (code: string) => Tag): Map<Tag, string> {
  const codes = new Map<Tag, string>();
  while (codes.size < BACKUP_CODES) {
    const code = draw();
    const tag = tagOf(code);
    if (!codes.has(tag)) codes.set(tag, code);
  }
  return codes;
}
