import type { AccountType } from '../../users/account-type';

/** Kinds of proof that this build knows, strongest first (NIST SP 800-63B-4; e-mail is a capped fallback there). */
export const methods = ['webauthn', 'totp', 'sms', 'email'] as const;
export type Method = (typeof methods)[number];

/** What a proof can be made by: a factor's method, or a code of the saved set, which stands in for any of them. */
export const proofMethods = [...methods, 'backup_code'] as const;
export type ProofMethod = (typeof proofMethods)[number];

/** Those whose code we make and send. */
export type SentMethod = 'sms' | 'email';

export function isSent(method: ProofMethod): method is SentMethod {
  return method === 'sms' || method === 'email';
}

export const purposes = [
  'login',
  'payment',
  'enrolment',
  'manage-factors',
  'change-security-settings',
  'change-email',
  'export-data',
  'admin-recovery',
] as const;
export type Purpose = (typeof purposes)[number];

/** Purposes a client may open a challenge for by itself; the others belong to a flow of their own. */
export const openablePurposes = [
  'manage-factors',
  'change-security-settings',
  'change-email',
  'export-data',
  'admin-recovery',
] as const;
export type OpenablePurpose = (typeof openablePurposes)[number];

/** Acts on the accounts of others are for admins to prove themselves for. */
export function mayOpen(purpose: OpenablePurpose, accountType: AccountType): boolean {
  return purpose !== 'admin-recovery' || accountType === 'admin';
}

export function strongestFirst(some: Iterable<Method>): Method[] {
  const wanted = new Set(some);
  return methods.filter((method) => wanted.has(method));
}
