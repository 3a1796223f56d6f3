import type { Milestone } from '../../shared/api/types';
import { attemptOf, subtotalsOf } from './selection';

const milestone = (id: string, payee: string, amount: number, version = 1) =>
  ({ id, version, amount, payee: { id: payee, name: `Name of ${payee}` } }) as Milestone;

describe('attemptOf', () => {
  const [a, b] = [milestone('a', 'p', 100), milestone('b', 'p', 200)];

  it('is the same for the same milestones in any order', () => {
    expect(attemptOf([a, b])).toBe(attemptOf([b, a]));
  });

  it('is another one after an edit, and for another selection', () => {
    const attempts = [attemptOf([a, b]), attemptOf([a]), attemptOf([a, { ...b, version: 2 }])];
    expect(new Set(attempts).size).toBe(3);
  });
});

it('sums up what each payee gets', () => {
  const found = subtotalsOf([milestone('a', 'q', 100), milestone('b', 'p', 200), milestone('c', 'q', 50)]);
  expect(found.map(({ payeeId, amount, milestones }) => [payeeId, amount, milestones.length])).toEqual([
    ['p', 200, 1],
    ['q', 150, 2],
  ]);
});
