import {
  type ApprovalItem,
  type ApprovalState,
  bindingOf,
  refuseApproval,
  refuseItems,
  totalOf,
} from './approval';

const item: ApprovalItem = {
  milestoneId: 'm1',
  contractId: 'c1',
  version: 1,
  title: 'First draft',
  payeeId: 'payee',
  payeeName: 'Grace',
  amount: 125_000n,
  currency: 'USD',
  status: 'submitted',
};
const second: ApprovalItem = { ...item, milestoneId: 'm2', amount: 5_000n };
const bound = { clientId: 'ada', sessionId: 'laptop', nonce: Buffer.alloc(16, 1), currency: 'USD' };

function approval(
  fields: Partial<ApprovalState> = {},
  items: ApprovalItem[] = [item, second],
): ApprovalState {
  return {
    id: 'approval',
    status: 'pending',
    ...bound,
    binding: bindingOf(bound, items),
    total: totalOf(items),
    ...fields,
  };
}

describe('bindingOf', () => {
  const original = bindingOf(bound, [item, second]);

  it('is a SHA-256 hash that does not depend on the order of the milestones', () => {
    expect(original).toHaveLength(32);
    expect(bindingOf(bound, [second, item])).toEqual(original);
  });

  it.each<[string, Partial<typeof bound>]>([
    ['payer', { clientId: 'eve' }],
    ['session', { sessionId: 'phone' }],
    ['nonce', { nonce: Buffer.alloc(16, 2) }],
    ['currency', { currency: 'EUR' }],
  ])('changes with the %s', (_, fields) => {
    expect(bindingOf({ ...bound, ...fields }, [item, second])).not.toEqual(original);
  });

  it.each<[string, ApprovalItem[]]>([
    ['an amount', [{ ...item, amount: 125_001n }, second]],
    [
      'amounts that swap places',
      [
        { ...item, amount: 5_000n },
        { ...second, amount: 125_000n },
      ],
    ],
    ['a version', [{ ...item, version: 2 }, second]],
    ['a payee', [{ ...item, payeeId: 'mallory' }, second]],
    ['a contract', [{ ...item, contractId: 'c2' }, second]],
    ['a milestone', [{ ...item, milestoneId: 'm3' }, second]],
    ['a currency of one', [{ ...item, currency: 'EUR' }, second]],
    ['one fewer', [item]],
    ['one more', [item, second, { ...second, milestoneId: 'm3' }]],
  ])('changes with %s', (_, items) => {
    expect(bindingOf(bound, items)).not.toEqual(original);
  });

  it('does not let neighbouring fields run into each other', () => {
    const a = bindingOf(bound, [{ ...item, milestoneId: 'm1', version: 11 }]);
    const b = bindingOf(bound, [{ ...item, milestoneId: 'm11', version: 1 }]);
    expect(a).not.toEqual(b);
  });
});

describe('refuseItems', () => {
  it.each<[string, string[], ApprovalItem[], string | null]>([
    ['all there and submitted', ['m1', 'm2'], [item, second], null],
    ['one that is missing or not of this client', ['m1', 'm9'], [item], 'not-found'],
    ['one not submitted', ['m1'], [{ ...item, status: 'pending' }], 'milestone-not-approvable'],
    ['one approved before', ['m1'], [{ ...item, status: 'approved' }], 'milestone-not-approvable'],
    ['one paid before', ['m1', 'm2'], [item, { ...second, status: 'paid' }], 'milestone-not-approvable'],
    ['two currencies', ['m1', 'm2'], [item, { ...second, currency: 'EUR' }], 'mixed-currencies'],
    [
      'a total that JSON cannot carry',
      ['m1', 'm2'],
      [
        { ...item, amount: 9007199254740991n },
        { ...second, amount: 1n },
      ],
      'amount-not-payable',
    ],
  ])('judges %s', (_, wanted, items, code) => {
    expect(refuseItems(wanted, items)?.code ?? null).toBe(code);
  });

  it('names each milestone that stands in the way', () => {
    const items: ApprovalItem[] = [
      item,
      { ...second, status: 'paid' },
      { ...item, milestoneId: 'm3', currency: 'EUR' },
      { ...item, milestoneId: 'm4' },
    ];
    const error = refuseItems(['m4', 'm9', 'm3', 'm2', 'm1'], items);
    expect(error?.details).toMatchObject({
      milestoneId: 'm9',
      errors: [
        { milestoneId: 'm9', code: 'not-found' },
        { milestoneId: 'm2', code: 'milestone-not-approvable', milestoneStatus: 'paid' },
        { milestoneId: 'm3', code: 'mixed-currencies', detail: expect.stringContaining('EUR') },
      ],
    });
  });
});

describe('refuseApproval', () => {
  const asked = { userId: 'ada', sessionId: 'laptop' };

  it.each<[string, ApprovalState | null, ApprovalItem[], string | null]>([
    ['one that still stands', approval(), [item, second], null],
    ['none', null, [], 'not-found'],
    ['one of another person', approval({ clientId: 'eve' }), [item, second], 'not-found'],
    ['one of another session', approval({ sessionId: 'phone' }), [item, second], 'challenge-other-session'],
    ['one in force', approval({ status: 'approved' }), [item, second], 'challenge-used'],
    ['a void one', approval({ status: 'void' }), [item, second], 'approval-void'],
    ['a withdrawn one', approval({ status: 'cancelled' }), [item, second], 'approval-not-pending'],
    ['a milestone edited meanwhile', approval(), [{ ...item, version: 2 }, second], 'approval-void'],
    ['a milestone of another amount', approval(), [{ ...item, amount: 1n }, second], 'approval-void'],
    ['a milestone that is gone', approval(), [item], 'approval-void'],
    ['a milestone paid otherwise', approval(), [{ ...item, status: 'paid' }, second], 'approval-void'],
    ['no milestone at all', approval(), [], 'approval-void'],
  ])('judges %s', (_, state, items, code) => {
    expect(refuseApproval(state, items, asked)?.code ?? null).toBe(code);
  });
});
