import type { Method } from '../auth/2fa/method';
import { type Minimum, methodsFrom, type PolicyRules } from '../auth/2fa/policy/policy';
import type { AccountType } from '../users/account-type';

/**
 * What a policy would mean to a person; more than one may be true.
 * - `prompted`: without a factor that it takes, in grace, reminded at each look at their status
 * - `locked-out`: the same after grace, sessions may only enrol
 * - `no-allowed-method`: has a factor, but only of methods that do not suffice to log in
 * - `cannot-pay`: a client who could answer no code that a payment asks for
 * - `cannot-pay-large`: the same for a large payment
 */
export const impacts = [
  'prompted',
  'locked-out',
  'no-allowed-method',
  'cannot-pay',
  'cannot-pay-large',
] as const;
export type Impact = (typeof impacts)[number];

/** Methods of which a client needs a factor, to pay at all and to pay much; null where nobody is left out. */
export interface PaymentNeeds {
  payments: Method[] | null;
  largePayments: Method[] | null;
}

export interface Operators {
  /** Minor units; what counts where the policy names no amount. */
  emailMaxAmount: bigint;
  /** Methods that are switched on. */
  twoFactorMethods: readonly Method[];
}

/** Whoever has a proven address can approve by e-mail, factor or not, as far as the policy lets e-mail approve. */
export function paymentNeeds(
  accountType: AccountType,
  rules: PolicyRules,
  { emailMaxAmount, twoFactorMethods }: Operators,
): PaymentNeeds {
  if (accountType !== 'client') return { payments: null, largePayments: null };
  const emailMax = rules.emailMaxAmount ?? emailMaxAmount;
  const neededFor = (minimum: Minimum, isInReachOfEmail: boolean) => {
    const sufficient = methodsFrom(rules, minimum).filter((method) => twoFactorMethods.includes(method));
    if (isInReachOfEmail && sufficient.includes('email')) return null;
    return sufficient.filter((method) => method !== 'email');
  };
  const { largePaymentAbove } = rules;
  return {
    payments: neededFor('minimumPayment', emailMax > 0n),
    largePayments:
      largePaymentAbove === null ? null : neededFor('minimumLargePayment', emailMax > largePaymentAbove),
  };
}
