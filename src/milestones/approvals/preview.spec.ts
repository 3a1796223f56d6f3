import { type PreviewItem, payeesOf } from './preview';

function item(milestoneId: string, payeeId: string, amount: bigint): Omit<PreviewItem, 'paymentMethod'> {
  return {
    milestoneId,
    contractId: 'c',
    version: 1,
    title: 'Draft',
    amount,
    payeeId,
    payeeName: `Name of ${payeeId}`,
  };
}

describe('payeesOf', () => {
  it('adds up what each payee gets, in the order of first appearance', () => {
    const items = [item('1', 'b', 100n), item('2', 'a', 20n), item('3', 'b', 3n)];
    expect(payeesOf(items, new Set(['a']))).toEqual([
      { id: 'b', name: 'Name of b', subtotal: 103, isNew: false },
      { id: 'a', name: 'Name of a', subtotal: 20, isNew: true },
    ]);
  });

  it('keeps every minor unit of the largest amount', () => {
    expect(payeesOf([item('1', 'a', 9007199254740990n), item('2', 'a', 1n)], new Set())[0]?.subtotal).toBe(
      9007199254740991,
    );
  });

  it('is empty without items', () => {
    expect(payeesOf([], new Set())).toEqual([]);
  });
});
