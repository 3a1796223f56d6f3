import { allocate, type Due, type Funds } from './allocation';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const LATER = new Date('2026-03-08T12:00:00.000Z');

function funds(id: string, remaining: bigint, fields: Partial<Funds> = {}): Funds {
  return {
    id,
    contractId: 'c',
    currency: 'USD',
    remaining,
    expiresAt: LATER,
    paymentMethod: 'pm',
    captures: 'many',
    ...fields,
  };
}

function due(milestoneId: string, amount: bigint, fields: Partial<Due> = {}): Due {
  return { milestoneId, contractId: 'c', amount, currency: 'USD', ...fields };
}

const expired = { expiresAt: NOW };
const single = { captures: 'one' } as const;

describe('allocate', () => {
  it.each<[string, Due[], Funds[], Record<string, string>]>([
    ['exactly enough', [due('m', 100n)], [funds('a', 100n)], { m: 'a' }],
    ['the oldest that has enough', [due('m', 100n)], [funds('a', 99n), funds('b', 100n)], { m: 'b' }],
    ['two from one', [due('m', 60n), due('n', 40n)], [funds('a', 100n)], { m: 'a', n: 'a' }],
    [
      'one for each from those that bear a single capture',
      [due('m', 60n), due('n', 40n)],
      [funds('a', 100n, single), funds('b', 100n, single)],
      { m: 'a', n: 'b' },
    ],
    [
      'of those that bear a single capture the one that loses least',
      [due('m', 40n)],
      [funds('a', 100n, single), funds('b', 40n, single), funds('c', 50n, single)],
      { m: 'b' },
    ],
    [
      'one that loses nothing before an older one that would',
      [due('m', 40n)],
      [funds('a', 50n, single), funds('b', 900n)],
      { m: 'b' },
    ],
    [
      'the next when the first is used up',
      [due('m', 60n), due('n', 50n)],
      [funds('a', 100n), funds('b', 50n)],
      { m: 'a', n: 'b' },
    ],
    [
      'the large one first, which only one can pay',
      [due('m', 50n), due('n', 60n)],
      [funds('a', 60n), funds('b', 50n)],
      { m: 'b', n: 'a' },
    ],
    [
      'a living one beside an expired one',
      [due('m', 5n)],
      [funds('a', 100n, expired), funds('b', 5n)],
      { m: 'b' },
    ],
    [
      'each contract from its own',
      [due('m', 5n), due('n', 5n, { contractId: 'd' })],
      [funds('a', 5n), funds('b', 5n, { contractId: 'd' })],
      { m: 'a', n: 'b' },
    ],
  ])('covers %s', (_, dues, held, by) => {
    const allocation = allocate(dues, held, NOW);
    expect(
      allocation.kind === 'covered' &&
        Object.fromEntries([...allocation.by].map(([id, found]) => [id, found.id])),
    ).toEqual(by);
  });

  it.each<[string, Due[], Funds[], string]>([
    ['nothing held', [due('m', 1n)], [], 'insufficient'],
    ['one minor unit too little', [due('m', 101n)], [funds('a', 100n)], 'insufficient'],
    [
      'two that are enough only together',
      [due('m', 100n)],
      [funds('a', 50n), funds('b', 50n)],
      'insufficient',
    ],
    [
      'the money of another contract',
      [due('m', 1n)],
      [funds('a', 100n, { contractId: 'd' })],
      'insufficient',
    ],
    ['money in another currency', [due('m', 1n)], [funds('a', 100n, { currency: 'EUR' })], 'insufficient'],
    ['one that ends at this moment', [due('m', 1n)], [funds('a', 100n, expired)], 'expired'],
    [
      'a living one that is too small beside an expired one',
      [due('m', 9n)],
      [funds('a', 100n, expired), funds('b', 8n)],
      'insufficient',
    ],
    ['the first of two payments', [due('m', 60n), due('n', 70n)], [funds('a', 100n)], 'insufficient'],
  ])('does not cover with %s', (_, dues, held, reason) => {
    expect(allocate(dues, held, NOW)).toEqual({ kind: 'uncovered', dues: [{ milestoneId: 'm', reason }] });
  });

  it('names each payment that nothing covers, in the order that was asked', () => {
    const dues = [due('m', 5n), due('n', 500n), due('o', 900n), due('p', 1n, { contractId: 'd' })];
    const held = [funds('a', 100n), funds('b', 100n, { contractId: 'd', ...expired })];
    expect(allocate(dues, held, NOW)).toEqual({
      kind: 'uncovered',
      dues: [
        { milestoneId: 'n', reason: 'insufficient' },
        { milestoneId: 'o', reason: 'insufficient' },
        { milestoneId: 'p', reason: 'expired' },
      ],
    });
  });

  it('never gives out more than is there', () => {
    for (let round = 0; round < 200; round++) {
      const held = [funds('a', BigInt(round % 17)), funds('b', BigInt((round * 7) % 23))];
      const dues = [3, 5, 8].map((amount, index) => due(`m${index}`, BigInt(amount + (round % 4))));
      const allocation = allocate(dues, held, NOW);
      if (allocation.kind !== 'covered') continue;
      for (const { id, remaining } of held) {
        const drawn = dues.filter(({ milestoneId }) => allocation.by.get(milestoneId)?.id === id);
        expect(drawn.reduce((sum, { amount }) => sum + amount, 0n) <= remaining).toBe(true);
      }
    }
  });
});
