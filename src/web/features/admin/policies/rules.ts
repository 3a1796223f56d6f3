import type { FactorMethod, PolicyVersion } from '../../../shared/api/types';
import { decimalOf, locale } from '../../../shared/format/money';
import { texts } from '../../../shared/texts';

const { words, rules: names } = texts.adminPolicies;

/** Strongest first, as the server ranks them. */
export const allMethods: readonly FactorMethod[] = ['webauthn', 'totp', 'sms', 'email'];

export const minimums = [
  'minimumLogin',
  'minimumPayment',
  'minimumLargePayment',
  'minimumFactorChange',
] as const;

export type Rule = keyof typeof names;
export type PolicyRules = Pick<PolicyVersion, Rule>;

/** Only what a policy says, without whose version it is and when it begins. */
export function rulesOf(version: PolicyRules): PolicyRules {
  const picked = ruleNames.map((rule) => [rule, version[rule]]);
  return Object.fromEntries(picked) as unknown as PolicyRules;
}

const ruleNames = Object.keys(names) as Rule[];

/** Of these methods, all that are at least as strong. */
export function goodEnough(methods: readonly FactorMethod[], minimum: FactorMethod): FactorMethod[] {
  const last = allMethods.indexOf(minimum);
  return allMethods.filter((method, rank) => rank <= last && methods.includes(method));
}

export function areSame(before: PolicyRules, after: PolicyRules): boolean {
  return JSON.stringify(rulesOf(before)) === JSON.stringify(rulesOf(after));
}

export interface RuleInWords {
  rule: Rule;
  name: string;
  text: string;
}

/** Each rule as a person would say it. */
export function inWords(rules: PolicyRules): RuleInWords[] {
  const { methods, largePaymentAbove, emailMaxAmount } = rules;
  const enough = (minimum: FactorMethod) => {
    const found = goodEnough(methods, minimum);
    return found.length > 1 && found.length === methods.length ? words.any : listed(found);
  };
  const said: Record<Rule, string> = {
    enforcement: words[rules.enforcement],
    graceDays: words.graceDays(rules.graceDays),
    methods: listed(methods),
    minimumLogin: enough(rules.minimumLogin),
    minimumPayment: enough(rules.minimumPayment),
    minimumLargePayment: enough(rules.minimumLargePayment),
    minimumFactorChange: enough(rules.minimumFactorChange),
    largePaymentAbove:
      largePaymentAbove === null ? words.noneIsLarge : words.above(formatAmount(largePaymentAbove)),
    emailMaxAmount: byEmail(methods, emailMaxAmount),
    sessionIdleMinutes: words.minutes(rules.sessionIdleMinutes),
    sessionHours: words.hours(rules.sessionHours),
    trustDays: words.trust(rules.trustDays),
  };
  return ruleNames.map((rule) => ({ rule, name: names[rule], text: said[rule] }));
}

export interface ChangeInWords extends RuleInWords {
  before: string;
}

/** Where they differ. Good enough is what it says in words: it may change because a method is no longer allowed. */
export function changesInWords(before: PolicyRules, after: PolicyRules): ChangeInWords[] {
  const old = inWords(before);
  return inWords(after)
    .map((change, index) => ({ ...change, before: old[index]?.text ?? '' }))
    .filter(({ text, before: was }) => text !== was);
}

function byEmail(methods: readonly FactorMethod[], amount: number | null): string {
  if (!methods.includes('email') || amount === 0) return words.never;
  return amount === null ? words.operators : words.upTo(formatAmount(amount));
}

const listed = (methods: readonly FactorMethod[]) =>
  methods.map((method) => texts.admin.methods[method]).join(', ');

/** Limits are numbers of minor units in whatever currency is paid; most have two decimals, as this one has. */
export const TWO_DECIMALS = 'USD';

function formatAmount(amount: number): string {
  const format = new Intl.NumberFormat(locale(), { minimumFractionDigits: 2 });
  return format.format(decimalOf(amount, TWO_DECIMALS) as Intl.StringNumericLiteral);
}
