import { isLogSettled, obstaclesOf } from './erasure';

const nothing = { pendingApprovals: 0, livePayments: 0, liveAuthorizations: 0, openDisputes: 0 };

it('nothing stands against it when no money is under way', () => expect(obstaclesOf(nothing)).toEqual([]));

it.each(Object.keys(nothing) as (keyof typeof nothing)[])('%s stand against it', (name) =>
  expect(obstaclesOf({ ...nothing, [name]: 1 })).toEqual([name]),
);

it('the log is settled when every older writer and every request from before has ended', () => {
  const erasedAt = new Date('2026-01-01T10:00:00Z');
  const later = new Date('2026-01-01T11:00:01Z');
  expect(isLogSettled({ xid: 7n, erasedAt }, 8n, later)).toBe(true);
  expect(isLogSettled({ xid: 7n, erasedAt }, 7n, later)).toBe(false);
  expect(isLogSettled({ xid: 7n, erasedAt }, 8n, new Date('2026-01-01T11:00:00Z'))).toBe(false);
});
