import { type Method, methods, type Purpose, strongestFirst } from '../method';

export const enforcements = ['optional', 'required'] as const;
export type Enforcement = (typeof enforcements)[number];

/** What the accounts of a type have to do, without whose version it is and when it begins. */
export interface PolicyRules {
  enforcement: Enforcement;
  graceDays: number;
  /** Allowed at all, strongest first. */
  methods: Method[];
  /** The weakest that is good enough; one of `methods`. */
  minimumLogin: Method;
  minimumPayment: Method;
  minimumLargePayment: Method;
  minimumFactorChange: Method;
  /** Minor units; payments above it are large ones and always need a code. Null: none is. */
  largePaymentAbove: bigint | null;
  /** Minor units. Null: what the operator has configured. */
  emailMaxAmount: bigint | null;
  sessionIdleMinutes: number;
  sessionHours: number;
  trustDays: number;
}

export const minimums = [
  'minimumLogin',
  'minimumPayment',
  'minimumLargePayment',
  'minimumFactorChange',
] as const;
export type Minimum = (typeof minimums)[number];

/** What decides about methods. */
export type MethodPolicy = Pick<PolicyRules, 'methods' | Minimum | 'largePaymentAbove' | 'emailMaxAmount'>;

export function isLargePayment({ largePaymentAbove }: MethodPolicy, total: bigint): boolean {
  return largePaymentAbove !== null && total > largePaymentAbove;
}

/** The minimum that governs a challenge. @param total minor units; payments only */
export function minimumFor(policy: MethodPolicy, purpose: Purpose, total: bigint | null): Minimum {
  const paying = total !== null && isLargePayment(policy, total) ? 'minimumLargePayment' : 'minimumPayment';
  const minimumOf: Record<Purpose, Minimum> = {
    login: 'minimumLogin',
    enrolment: 'minimumLogin',
    payment: paying,
    'manage-factors': 'minimumFactorChange',
    'change-security-settings': 'minimumFactorChange',
    'change-email': 'minimumFactorChange',
    'export-data': 'minimumLogin',
    'admin-recovery': 'minimumFactorChange',
  };
  return minimumOf[purpose];
}

export function isAtLeast(method: Method, minimum: Method): boolean {
  return methods.indexOf(method) <= methods.indexOf(minimum);
}

/** Those of the policy's methods that are good enough, strongest first. */
export function methodsFrom(rules: Pick<PolicyRules, 'methods' | Minimum>, minimum: Minimum): Method[] {
  return strongestFirst(rules.methods).filter((method) => isAtLeast(method, rules[minimum]));
}
