import { sum, toJsonAmount } from '../../common/money';

export interface PreviewItem {
  milestoneId: string;
  contractId: string;
  version: number;
  title: string;
  amount: bigint;
  payeeId: string;
  payeeName: string;
  /** Whose money pays it: the authorizations of a contract may have several. */
  paymentMethod: string;
}

/** Who gets how much in all, in the order of first appearance. */
export function payeesOf(
  items: readonly Pick<PreviewItem, 'payeeId' | 'payeeName' | 'amount'>[],
  newPayees: ReadonlySet<string>,
) {
  const ids = [...new Set(items.map(({ payeeId }) => payeeId))];
  return ids.map((id) => {
    const own = items.filter(({ payeeId }) => payeeId === id);
    return {
      id,
      name: own[0]?.payeeName ?? '',
      subtotal: toJsonAmount(sum(own.map(({ amount }) => amount))),
      isNew: newPayees.has(id),
    };
  });
}
