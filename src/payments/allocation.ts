import type { Captures } from './payment-gateway';

export interface Funds {
  id: string;
  contractId: string;
  currency: string;
  remaining: bigint;
  expiresAt: Date;
  paymentMethod: string;
  captures: Captures;
}

export interface Due {
  milestoneId: string;
  contractId: string;
  amount: bigint;
  currency: string;
}

export type Allocation<F extends Funds> =
  /** Authorization by milestone. */
  { kind: 'covered'; by: Map<string, F> } | { kind: 'uncovered'; dues: UncoveredDue[] };

export interface UncoveredDue {
  milestoneId: string;
  /** `expired` when there was money and all of it has run out. */
  reason: 'expired' | 'insufficient';
}

/**
 * Finds funds for each payment: an authorization of its contract and currency that lives and has enough left. First those
 * that lose least (one that bears a single capture loses what that leaves), of these the oldest. The largest payments choose
 * first, so that small ones do not use up what only the large ones need.
 */
export function allocate<F extends Funds>(
  dues: readonly Due[],
  funds: readonly F[],
  now: Date,
): Allocation<F> {
  const left = new Map(funds.map(({ id, remaining }) => [id, remaining]));
  const by = new Map<string, F>();
  const uncovered = new Map<string, UncoveredDue>();
  const largestFirst = dues.toSorted((a, b) => (a.amount > b.amount ? -1 : Number(a.amount < b.amount)));
  for (const { milestoneId, contractId, amount, currency } of largestFirst) {
    const own = funds.filter(
      (candidate) => candidate.contractId === contractId && candidate.currency === currency,
    );
    const alive = own.filter(({ expiresAt }) => expiresAt > now);
    const enough = alive.filter(({ id }) => (left.get(id) ?? 0n) >= amount);
    const [chosen] = enough.toSorted((one, other) => Number(lossOf(one, amount) - lossOf(other, amount)));
    if (!chosen) {
      const reason = own.length > 0 && alive.length === 0 ? 'expired' : 'insufficient';
      uncovered.set(milestoneId, { milestoneId, reason });
      continue;
    }
    left.set(chosen.id, chosen.captures === 'one' ? 0n : (left.get(chosen.id) ?? 0n) - amount);
    by.set(milestoneId, chosen);
  }
  if (uncovered.size === 0) return { kind: 'covered', by };
  const inOrder = dues.flatMap(({ milestoneId }) => uncovered.get(milestoneId) ?? []);
  return { kind: 'uncovered', dues: inOrder };
}

function lossOf({ captures, remaining }: Funds, amount: bigint): bigint {
  return captures === 'one' ? remaining - amount : 0n;
}
