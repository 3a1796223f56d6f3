import type { FactorMethod } from '../../../shared/api/types';
import { parseMoney, typedMoney } from '../../../shared/format/money';
import { allMethods, goodEnough, minimums, type PolicyRules, TWO_DECIMALS } from './rules';

const numbers = {
  graceDays: [0, 365],
  sessionIdleMinutes: [1, 15],
  sessionHours: [1, 12],
  trustDays: [0, 30],
} as const;
const amounts = ['largePaymentAbove', 'emailMaxAmount'] as const;

export type NumberRule = keyof typeof numbers;
export type AmountRule = (typeof amounts)[number];

/** What stands in the form: numbers and amounts as they were typed. */
export type Draft = Omit<PolicyRules, NumberRule | AmountRule> & Record<NumberRule | AmountRule, string>;

export const boundsOf = (rule: NumberRule) => numbers[rule];

export function draftOf(rules: PolicyRules): Draft {
  const typed = (amount: number | null) => (amount === null ? '' : typedMoney(amount, TWO_DECIMALS));
  return {
    ...rules,
    graceDays: String(rules.graceDays),
    sessionIdleMinutes: String(rules.sessionIdleMinutes),
    sessionHours: String(rules.sessionHours),
    trustDays: String(rules.trustDays),
    largePaymentAbove: typed(rules.largePaymentAbove),
    emailMaxAmount: typed(rules.emailMaxAmount),
  };
}

/** A minimum that is no longer allowed moves to the next stronger method, or to the strongest that is left. */
export function withMethods(draft: Draft, chosen: readonly FactorMethod[]): Draft {
  const methods = allMethods.filter((method) => chosen.includes(method));
  const [strongest] = methods;
  if (!strongest) return { ...draft, methods };
  const moved = minimums.map((minimum) => [minimum, goodEnough(methods, draft[minimum]).at(-1) ?? strongest]);
  return { ...draft, methods, ...Object.fromEntries(moved) };
}

export type FaultyRule = NumberRule | AmountRule | 'methods';

export type ReadDraft =
  | { rules: PolicyRules; faults: readonly [] }
  | { rules: null; faults: readonly FaultyRule[] };

/** The rules that were typed, or which of them cannot be read. */
export function readDraft(draft: Draft): ReadDraft {
  const faults: FaultyRule[] = draft.methods.length === 0 ? ['methods'] : [];
  const read: Partial<Record<NumberRule | AmountRule, number | null>> = {};
  for (const rule of Object.keys(numbers) as NumberRule[]) {
    const [min, max] = numbers[rule];
    const value = /^\d{1,3}$/.test(draft[rule].trim()) ? Number(draft[rule]) : Number.NaN;
    if (value >= min && value <= max) read[rule] = value;
    else faults.push(rule);
  }
  for (const rule of amounts) {
    const text = draft[rule].trim();
    const value = text === '' ? null : parseMoney(text, TWO_DECIMALS);
    if (text !== '' && value === null) faults.push(rule);
    else read[rule] = value;
  }
  return faults.length > 0
    ? { rules: null, faults }
    : { rules: { ...draft, ...read } as PolicyRules, faults: [] };
}
