import type { EnvironmentReader } from './environment-reader';

/** `shadow`: judged and recorded, but asks nobody for a code. */
export const RULE_MODES = ['enforce', 'shadow', 'off'] as const;
export type RuleMode = (typeof RULE_MODES)[number];

export const EXPOSURE_RULES = ['payer-24h', 'payer-7d', 'payee-24h', 'payee-7d'] as const;
export type ExposureRule = (typeof EXPOSURE_RULES)[number];
/** The limit of a sum, in percent of the client's threshold. */
export type ExposureRules = Record<ExposureRule, { mode: RuleMode; percent: number }>;

export interface RiskConfig {
  exposure: ExposureRules;
  newPayee: { mode: RuleMode };
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

const forms: Record<string, RuleForm> = {
  'payer-24h': { standard: 'enforce:100', numbers: [percent] },
  'payer-7d': { standard: 'enforce:300', numbers: [percent] },
  'payee-24h': { standard: 'enforce:100', numbers: [percent] },
  'payee-7d': { standard: 'enforce:200', numbers: [percent] },
  'new-payee': { standard: 'enforce', numbers: [] },
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
  const exposure = (name: ExposureRule) => {
    const { mode, numbers } = rules.get(name) as Rule;
    return { mode, percent: numbers[0] as number };
  };
  return {
    exposure: {
      'payer-24h': exposure('payer-24h'),
      'payer-7d': exposure('payer-7d'),
      'payee-24h': exposure('payee-24h'),
      'payee-7d': exposure('payee-7d'),
    },
    newPayee: { mode: (rules.get('new-payee') as Rule).mode },
  };
}

function readRules(read: EnvironmentReader): Map<string, Rule> {
  const standards = Object.entries(forms).map(
    ([name, form]) => [name, parseRule(form, form.standard) as Rule] as const,
  );
  const rules = new Map<string, Rule>(standards);
  const seen = new Set<string>();
  for (const { name, value } of read.pairs('RISK_RULES')) {
    const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
    if (!form) read.refuse('RISK_RULES', `may name only ${Object.keys(forms).join(', ')}`);
    else if (seen.has(name)) read.refuse('RISK_RULES', `names ${name} twice`);
    else {
      const rule = parseRule(form, value);
      if (rule) rules.set(name, rule);
      else read.refuse('RISK_RULES', `needs for ${name}: ${describe(form)}`);
    }
    seen.add(name);
  }
  return rules;
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
  return [RULE_MODES.join(', '), ...parts].join(', then : and ');
}
