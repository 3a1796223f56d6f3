import type { AccountType } from '../../../users/account-type';
import { methods as allMethods, type Method, type Purpose, strongestFirst } from '../method';
import { type MethodPolicy, methodsFrom, minimumFor } from '../policy/policy';

export interface MethodQuestion {
  purpose: Purpose;
  accountType: AccountType;
  /** Methods of the person's active factors. */
  active: readonly Method[];
  /** Methods that the operator has switched on. */
  enabled: readonly Method[];
  /** Minor units; payments only. */
  total: bigint | null;
  /** The operator's; a policy may name another. */
  emailMaxAmount: bigint;
  policy: MethodPolicy;
}

/** Which methods may answer a challenge, strongest first. */
export function methodsFor(question: MethodQuestion): Method[] {
  return suitableMethods(question).filter((method) => question.enabled.includes(method));
}

/**
 * What is offered when none of a person's own methods may be used now. At login that is e-mail, for people whose
 * factors the operator has switched off: they proved more than an address before, and get no further with it than to
 * payments that e-mail may approve. Admins, and all who are about to change factors or settings, need a backup code.
 */
export function methodsInstead(question: MethodQuestion): Method[] {
  const { purpose, accountType, enabled } = question;
  const isSwitchedOff = suitableMethods(question).length > 0;
  return isSwitchedOff && purpose === 'login' && accountType !== 'admin' && enabled.includes('email')
    ? ['email']
    : [];
}

/** Methods that would do, had the person a factor of each: what somebody is told whose factors do not suffice. */
export function methodsThatWouldDo(question: MethodQuestion): Method[] {
  return methodsFor({ ...question, active: allMethods });
}

/**
 * Of all methods, on or off. The policy says which are good enough. E-mail is a fallback for small payments and for
 * people without a factor; it never manages factors beside a stronger one, never serves admins who have one, and never
 * takes part in replacing the address that it goes to.
 */
function suitableMethods(question: MethodQuestion): Method[] {
  const { purpose, accountType, active, total, policy } = question;
  const sufficient = methodsFrom(policy, minimumFor(policy, purpose, total));
  const strong = active.filter((method) => method !== 'email');
  const allowed = new Set<Method>(strong.filter((method) => sufficient.includes(method)));
  if (sufficient.includes('email') && emailSuffices()) allowed.add('email');
  // Whoever acts on the accounts of others and has a passkey does so with that: it cannot be phished.
  if (purpose === 'admin-recovery' && allowed.has('webauthn') && question.enabled.includes('webauthn'))
    return ['webauthn'];
  return allowed.size > 0 ? strongestFirst(allowed) : whatThereIs();

  function emailSuffices(): boolean {
    if (accountType === 'admin' && purpose !== 'enrolment') return false;
    switch (purpose) {
      case 'payment':
        return total !== null && total <= (policy.emailMaxAmount ?? question.emailMaxAmount);
      case 'login':
        return active.includes('email');
      case 'enrolment':
        return true;
      case 'manage-factors':
      case 'change-security-settings':
      case 'export-data':
        return strong.length === 0;
      case 'change-email':
      case 'admin-recovery':
        return false;
    }
  }

  /** Where the way to a better factor begins, and for what everybody has a right to, the best of what a person has is asked for: never less, and never nothing. */
  function whatThereIs(): Method[] {
    if (purpose !== 'login' && purpose !== 'manage-factors' && purpose !== 'export-data') return [];
    const usable = accountType === 'admin' ? strong : active;
    return strongestFirst(usable).slice(0, 1);
  }
}
