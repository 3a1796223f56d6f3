import type { Milestone } from '../../shared/api/types';

/**
 * What exactly is about to be approved. Its Idempotency-Key goes with it: the back button, a reload or a second click ask
 * for the approval there is; a milestone that was edited makes it another attempt.
 */
export function attemptOf(milestones: readonly Pick<Milestone, 'id' | 'version'>[]): string {
  const parts = milestones.map(({ id, version }) => `${id}@${version}`);
  return `approve ${parts.toSorted().join(' ')}`;
}

export interface Subtotal {
  payeeId: string;
  name: string;
  /** Minor units. */
  amount: number;
  milestones: Milestone[];
}

/** By payee, in the order of their names. */
export function subtotalsOf(milestones: readonly Milestone[]): Subtotal[] {
  const byPayee = new Map<string, Subtotal>();
  for (const milestone of milestones) {
    const { payee, amount } = milestone;
    const known = byPayee.get(payee.id) ?? { payeeId: payee.id, name: payee.name, amount: 0, milestones: [] };
    known.amount += amount;
    known.milestones.push(milestone);
    byPayee.set(payee.id, known);
  }
  return [...byPayee.values()].sort((a, b) => a.name.localeCompare(b.name));
}
