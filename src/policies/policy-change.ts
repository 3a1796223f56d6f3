import { type Method, strongestFirst } from '../auth/2fa/method';
import { isAtLeast, type Minimum, minimums, type PolicyRules } from '../auth/2fa/policy/policy';
import { toJsonAmount } from '../common/money';
import type { AccountType } from '../users/account-type';

export type PolicyRule = keyof PolicyRules;

export const policyRules = [
  'enforcement',
  'graceDays',
  'methods',
  ...minimums,
  'largePaymentAbove',
  'emailMaxAmount',
  'sessionIdleMinutes',
  'sessionHours',
  'trustDays',
] as const satisfies PolicyRule[];

/** What an admin names; what is left out stays as it is. */
export type WantedRules = Partial<PolicyRules>;

export interface Fault {
  pointer: string;
  detail: string;
}

export type CompletedRules = { kind: 'complete'; rules: PolicyRules } | { kind: 'faulty'; errors: Fault[] };

/**
 * The rules as they will be. A minimum that was not named and is no longer among the methods moves to the next stronger
 * one, or to the strongest that is left.
 */
export function completeRules(
  accountType: AccountType,
  before: PolicyRules,
  request: WantedRules,
): CompletedRules {
  const named = Object.entries(request).filter(([, value]) => value !== undefined);
  const wanted: WantedRules = Object.fromEntries(named);
  const allowed = strongestFirst(wanted.methods ?? before.methods);
  const errors: Fault[] = [];
  if (accountType === 'admin' && allowed.includes('email'))
    errors.push({ pointer: '/methods', detail: 'must not list email: admins never prove themselves by it' });
  for (const minimum of minimums) {
    const named = wanted[minimum];
    if (named !== undefined && !allowed.includes(named))
      errors.push({ pointer: `/${minimum}`, detail: 'must be one of the methods' });
  }
  if (errors.length > 0) return { kind: 'faulty', errors };
  const moved = Object.fromEntries(
    minimums.map((minimum): [Minimum, Method] => [
      minimum,
      wanted[minimum] ?? nearest(allowed, before[minimum]),
    ]),
  ) as Record<Minimum, Method>;
  return { kind: 'complete', rules: { ...before, ...wanted, methods: allowed, ...moved } };
}

/** The weakest of those that are as good as it was; the strongest when none is. */
function nearest(allowed: readonly Method[], minimum: Method): Method {
  return allowed.findLast((method) => isAtLeast(method, minimum)) ?? (allowed[0] as Method);
}

/** Which of its rules ask less of somebody than those before; empty when the change only tightens. */
export function weakenings(before: PolicyRules, after: PolicyRules): PolicyRule[] {
  const weaker: Record<PolicyRule, boolean> = {
    enforcement: before.enforcement === 'required' && after.enforcement === 'optional',
    graceDays:
      after.enforcement === 'required' &&
      before.enforcement === 'required' &&
      after.graceDays > before.graceDays,
    methods: after.methods.some((method) => !before.methods.includes(method)),
    minimumLogin: isWeaker(before, after, 'minimumLogin'),
    minimumPayment: isWeaker(before, after, 'minimumPayment'),
    minimumLargePayment: isWeaker(before, after, 'minimumLargePayment'),
    minimumFactorChange: isWeaker(before, after, 'minimumFactorChange'),
    largePaymentAbove: isHigher(before.largePaymentAbove, after.largePaymentAbove),
    emailMaxAmount: isHigher(before.emailMaxAmount, after.emailMaxAmount),
    sessionIdleMinutes: after.sessionIdleMinutes > before.sessionIdleMinutes,
    sessionHours: after.sessionHours > before.sessionHours,
    trustDays: after.trustDays > before.trustDays,
  };
  return policyRules.filter((rule) => weaker[rule]);
}

/** The same for several at once, e.g. what is in force and what is about to be. */
export function weakeningsOf(standing: readonly PolicyRules[], after: PolicyRules): PolicyRule[] {
  const weakened = new Set(standing.flatMap((before) => weakenings(before, after)));
  return policyRules.filter((rule) => weakened.has(rule));
}

function isWeaker(before: PolicyRules, after: PolicyRules, minimum: Minimum): boolean {
  return !isAtLeast(after[minimum], before[minimum]);
}

/** Null is no limit, or the operator's, which nobody here knows: both count as the highest. */
function isHigher(before: bigint | null, after: bigint | null): boolean {
  return before !== null && (after === null || after > before);
}

/** Rules as JSON carries them. */
export type DescribedRules = Omit<PolicyRules, 'largePaymentAbove' | 'emailMaxAmount'> & {
  largePaymentAbove: number | null;
  emailMaxAmount: number | null;
};

export function describeRules(rules: PolicyRules): DescribedRules {
  const { largePaymentAbove, emailMaxAmount } = rules;
  return {
    enforcement: rules.enforcement,
    graceDays: rules.graceDays,
    methods: rules.methods,
    minimumLogin: rules.minimumLogin,
    minimumPayment: rules.minimumPayment,
    minimumLargePayment: rules.minimumLargePayment,
    minimumFactorChange: rules.minimumFactorChange,
    largePaymentAbove: largePaymentAbove === null ? null : toJsonAmount(largePaymentAbove),
    emailMaxAmount: emailMaxAmount === null ? null : toJsonAmount(emailMaxAmount),
    sessionIdleMinutes: rules.sessionIdleMinutes,
    sessionHours: rules.sessionHours,
    trustDays: rules.trustDays,
  };
}

export function rulesFrom({ largePaymentAbove, emailMaxAmount, ...rest }: DescribedRules): PolicyRules {
  return {
    ...rest,
    largePaymentAbove: largePaymentAbove === null ? null : BigInt(largePaymentAbove),
    emailMaxAmount: emailMaxAmount === null ? null : BigInt(emailMaxAmount),
  };
}
