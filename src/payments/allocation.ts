export interface Funds {
  id: string;
  contractId: string;
  currency: string;
  remaining: bigint;
  expiresAt: Date;
  paymentMethod: string;
}

export interface Due {
  milestoneId: string;
  contractId: string;
  amount: bigint;
  currency: string;
}

export type Allocation =
  /** Authorization by milestone. */
  | { kind: 'covered'; by: Map<string, Funds> }
  | { kind: 'expired'; milestoneId: string }
  | { kind: 'insufficient'; milestoneId: string };

/** Finds funds for each payment: an authorization of its contract and currency that lives and has enough left; the oldest first. */
export function allocate(dues: readonly Due[], funds: readonly Funds[], now: Date): Allocation {
  const left = new Map(funds.map(({ id, remaining }) => [id, remaining]));
  const by = new Map<string, Funds>();
  for (const { milestoneId, contractId, amount, currency } of dues) {
    const own = funds.filter(
      (candidate) => candidate.contractId === contractId && candidate.currency === currency,
    );
    const alive = own.filter(({ expiresAt }) => expiresAt > now);
    const chosen = alive.find(({ id }) => (left.get(id) ?? 0n) >= amount);
    if (!chosen)
      return { kind: own.length > 0 && alive.length === 0 ? 'expired' : 'insufficient', milestoneId };
    left.set(chosen.id, (left.get(chosen.id) ?? 0n) - amount);
    by.set(milestoneId, chosen);
  }
  return { kind: 'covered', by };
}
