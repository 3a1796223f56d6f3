import type { ExposureRule, ExposureRules, RuleMode } from '../../../config/risk-config';

/** Minor units let through without a code in the last 24 hours and 7 days, the approval at hand not included. */
export interface WindowSums {
  day: bigint;
  week: bigint;
}

export interface Exposure {
  payer: WindowSums;
  /** By payee; absent where nothing was let through. */
  payees: ReadonlyMap<string, WindowSums>;
}

/** What the approval at hand would add. */
export interface AddedAmounts {
  total: bigint;
  /** By payee. */
  subtotals: ReadonlyMap<string, bigint>;
}

export interface ExposureFinding {
  rule: ExposureRule;
  mode: RuleMode;
  /** Null for the sum over all payees. */
  payeeId: string | null;
  /** Minor units, the approval at hand included. */
  sum: bigint;
  limit: bigint;
}

export const noExposure: Exposure = { payer: { day: 0n, week: 0n }, payees: new Map() };
const nothing: WindowSums = { day: 0n, week: 0n };

/**
 * The sums that this approval would carry past their limit, which is a share of the client's threshold. A payment that is
 * alone in its window is for the threshold itself to judge.
 */
export function findExposure(
  before: Exposure,
  { total, subtotals }: AddedAmounts,
  threshold: bigint,
  rules: ExposureRules,
): ExposureFinding[] {
  const judge = (rule: ExposureRule, payeeId: string | null, earlier: bigint, amount: bigint) => {
    const { mode, percent } = rules[rule];
    const sum = earlier + amount;
    const limit = (threshold * BigInt(percent)) / 100n;
    return earlier > 0n && sum > limit && mode !== 'off' ? [{ rule, mode, payeeId, sum, limit }] : [];
  };
  return [
    ...judge('payer-24h', null, before.payer.day, total),
    ...judge('payer-7d', null, before.payer.week, total),
    ...[...subtotals].flatMap(([payeeId, amount]) => {
      const { day, week } = before.payees.get(payeeId) ?? nothing;
      return [...judge('payee-24h', payeeId, day, amount), ...judge('payee-7d', payeeId, week, amount)];
    }),
  ];
}
