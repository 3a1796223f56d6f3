import { normalizeBackupCode } from '../backup-codes/backup-code';
import type { PasskeyProof } from '../webauthn/assertion';

/** What became of the slow comparison of a backup code. */
export interface Compared {
  /** The attempt that was reserved for it. */
  reservedAt: Date;
  /** The stored code that it is; null when it is none. */
  backupCodeId: string | null;
}

export interface DigitsCode {
  kind: 'digits';
  /** Six ASCII digits. */
  digits: string;
}

export interface TypedBackupCode {
  kind: 'backup';
  letters: string;
  /** Absent until somebody has looked; see `CodeTransactor`. */
  compared?: Compared;
}

/** What a code field may hold. */
export type TypedCode = DigitsCode | TypedBackupCode;

/** What a challenge is answered with. */
export type Proof = TypedCode | PasskeyProof;

/** Null when it can be neither six digits nor a backup code: that is not a guess. */
export function readCode(typed: string): TypedCode | null {
  const digits = normalizeCode(typed);
  if (digits !== null) return { kind: 'digits', digits };
  const letters = normalizeBackupCode(typed);
  return letters === null ? null : { kind: 'backup', letters };
}

/**
 * A typed code as six ASCII digits, or null when it cannot be one. Full-width digits and spaces are spelling, not
 * another code: every spelling is the same attempt and burns the same step.
 */
export function normalizeCode(typed: string): string | null {
  const digits = typed.normalize('NFKC').replace(/[\s\u200b-]/g, '');
  return /^[0-9]{6}$/.test(digits) ? digits : null;
}
