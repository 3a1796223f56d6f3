import type { EnvironmentReader } from './environment-reader';

/** `shadow`: judged and recorded, but asks nobody for a code. */
export const RULE_MODES = ['enforce', 'shadow', 'off'] as const;
export type RuleMode = (typeof RULE_MODES)[number];

export const EXPOSURE_RULES = ['payer-24h', 'payer-7d', 'payee-24h', 'payee-7d'] as const;
export type ExposureRule = (typeof EXPOSURE_RULES)[number];
/** The limit of a sum, in percent of the client's threshold. */
export type ExposureRules = Record<ExposureRule, { mode: RuleMode; percent: number }>;

export const SIGNALS = [
  'velocity',
  'new-device',
  'new-network',
  'odd-hour',
  'unusual-amount',
  'recent-factor-change',
  'recent-password-change',
  'recent-email-change',
  'recent-recovery',
] as const;
export type SignalName = (typeof SIGNALS)[number];
/** `limit`: from where on the rule calls it unusual, in units of its own; 0 where it has none. */
export type SignalRules = Record<SignalName, { mode: RuleMode; weight: number; limit: number }>;

/** From which score on a right code is not enough, and for how many hours its payments then wait. */
export interface RiskHoldRule {
  mode: RuleMode;
  score: number;
  hours: number;
}

export interface RiskConfig {
  exposure: ExposureRules;
  newPayee: { mode: RuleMode };
  signals: SignalRules;
  /** Signals whose weights come to this, or to more, make a payment unusual. */
  score: number;
  hold: RiskHoldRule;
}

/** The numbers of a rule behind its mode. */
interface NumberRange {
  what: string;
  min: number;
  max: number;
}

interface RuleForm {
  standard: string;
  numbers: readonly NumberRange[];
}

const percent: NumberRange = { what: 'percent of the threshold', min: 100, max: 100_000 };

const weight: NumberRange = { what: 'a weight', min: 0, max: 1_000 };
const hours: NumberRange = { what: 'hours', min: 1, max: 720 };

const forms: Record<ExposureRule | SignalName | 'new-payee' | 'hold', RuleForm> = {
  'payer-24h': { standard: 'enforce:100', numbers: [percent] },
  'payer-7d': { standard: 'enforce:300', numbers: [percent] },
  'payee-24h': { standard: 'enforce:100', numbers: [percent] },
  'payee-7d': { standard: 'enforce:200', numbers: [percent] },
  'new-payee': { standard: 'enforce', numbers: [] },
  velocity: { standard: 'enforce:50:10', numbers: [weight, { what: 'approvals an hour', min: 1, max: 49 }] },
  'new-device': { standard: 'enforce:50', numbers: [weight] },
  'new-network': { standard: 'enforce:25', numbers: [weight] },
  'odd-hour': { standard: 'enforce:25:3', numbers: [weight, { what: 'hours', min: 0, max: 11 }] },
  'unusual-amount': { standard: 'enforce:50:3', numbers: [weight, { what: 'times', min: 1, max: 1_000 }] },
  'recent-factor-change': { standard: 'enforce:50:24', numbers: [weight, hours] },
  'recent-password-change': { standard: 'enforce:50:24', numbers: [weight, hours] },
  'recent-email-change': { standard: 'enforce:50:24', numbers: [weight, hours] },
  'recent-recovery': { standard: 'enforce:50:24', numbers: [weight, hours] },
  hold: { standard: 'enforce:150:24', numbers: [{ what: 'a score', min: 1, max: 10_000 }, hours] },
};

interface Rule {
  mode: RuleMode;
  numbers: number[];
}

/**
 * `RISK_RULES`: `rule=mode[:number…]`, comma-separated. What is left out keeps its default, rules as well as numbers.
 */
export function readRiskConfig(read: EnvironmentReader): RiskConfig {
  const rules = readRules(read);
  return {
    exposure: forEach(EXPOSURE_RULES, (name) => {
      const { mode, numbers } = rules[name];
      return { mode, percent: numbers[0] as number };
    }),
    newPayee: { mode: rules['new-payee'].mode },
    signals: forEach(SIGNALS, (name) => {
      const { mode, numbers } = rules[name];
      return { mode, weight: numbers[0] as number, limit: numbers[1] ?? 0 };
    }),
    score: read.integer('RISK_SCORE', { fallback: 50, min: 1, max: 10_000 }),
    hold: holdFrom(rules.hold),
  };
}

function holdFrom({ mode, numbers }: Rule): RiskHoldRule {
  return { mode, score: numbers[0] as number, hours: numbers[1] as number };
}

const names = Object.keys(forms) as (keyof typeof forms)[];

function readRules(read: EnvironmentReader): Record<keyof typeof forms, Rule> {
  const rules = forEach(names, (name) => parseRule(forms[name], forms[name].standard) as Rule);
  const seen = new Set<string>();
  for (const { name, value } of read.pairs('RISK_RULES')) {
    const known = names.find((candidate) => candidate === name);
    const rule = known && parseRule(forms[known], value);
    if (!known) read.refuse('RISK_RULES', `may name only ${names.join(', ')}`);
    else if (seen.has(name)) read.refuse('RISK_RULES', `names ${name} twice`);
    else if (!rule) read.refuse('RISK_RULES', `needs for ${name}: ${describe(forms[known])}`);
    else rules[known] = rule;
    seen.add(name);
  }
  return rules;
}

function forEach<Name extends string, T>(of: readonly Name[], make: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(of.map((name) => [name, make(name)])) as Record<Name, T>;
}

function parseRule({ standard, numbers }: RuleForm, value: string): Rule | null {
  const [mode, ...given] = value.split(':');
  const defaults = standard.split(':').slice(1);
  const known = RULE_MODES.find((candidate) => candidate === mode);
  if (!known || given.length > numbers.length) return null;
  const filled = numbers.map((range, index) => numberIn(range, given[index] ?? (defaults[index] as string)));
  return filled.every((number) => number !== null) ? { mode: known, numbers: filled } : null;
}

function numberIn({ min, max }: NumberRange, text: string): number | null {
  const number = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : null;
}

function describe({ numbers }: RuleForm): string {
  const parts = numbers.map(({ what, min, max }) => `${what} from ${min} to ${max}`);
  return [RULE_MODES.join(', '), ...(parts.length > 0 ? [parts.join(' and ')] : [])].join(', then : and ');
}
