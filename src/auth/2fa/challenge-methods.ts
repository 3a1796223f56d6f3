import type { AccountType } from '../../users/account-type';
import { type Method, type Purpose, strongestFirst } from './method';

export interface MethodQuestion {
  purpose: Purpose;
  accountType: AccountType;
  /** Methods of the person's active factors. */
  active: readonly Method[];
  /** Methods that the operator has switched on. */
  enabled: readonly Method[];
  /** Minor units; payments only. */
  total: bigint | null;
  emailMaxAmount: bigint;
}

/**
 * Which methods may answer a challenge, strongest first. E-mail is a fallback for small payments and for people
 * without a factor; it never manages factors beside a stronger one, and never serves admins who have one.
 */
export function methodsFor({
  purpose,
  accountType,
  active,
  enabled,
  total,
  emailMaxAmount,
}: MethodQuestion): Method[] {
  const strong = active.filter((method) => method !== 'email');
  const allowed = new Set<Method>(strong);
  if (emailSuffices()) allowed.add('email');
  return strongestFirst(allowed).filter((method) => enabled.includes(method));

  function emailSuffices(): boolean {
    if (accountType === 'admin' && purpose !== 'enrolment') return false;
    switch (purpose) {
      case 'payment':
        return total !== null && total <= emailMaxAmount;
      case 'login':
        return active.includes('email');
      case 'enrolment':
        return true;
      case 'manage-factors':
      case 'change-security-settings':
        return strong.length === 0;
    }
  }
}
