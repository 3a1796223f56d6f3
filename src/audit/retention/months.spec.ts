import { monthOfId } from '../verify/dropped-months';
import { type AuditMonth, monthsAhead, monthsPastRetention } from './months';

const kept = { security: 13, approvals: 84 };

it('the running month and two more are made for each class', () => {
  expect(monthsAhead(new Date('2026-11-30T23:59:59.999Z')).map(({ month }) => month)).toEqual([
    '2026-11',
    '2026-11',
    '2026-12',
    '2026-12',
    '2027-01',
    '2027-01',
  ]);
});

it.each<[AuditMonth, string, boolean]>([
  [{ retention: 'security', month: '2025-10' }, '2026-11-30T23:59:59.999Z', false],
  [{ retention: 'security', month: '2025-10' }, '2026-12-01T00:00:00.000Z', true],
  [{ retention: 'approvals', month: '2025-10' }, '2032-10-31T23:59:59.999Z', false],
  [{ retention: 'approvals', month: '2025-10' }, '2032-11-01T00:00:00.000Z', true],
])('%p at %s: past its retention is %p', (month, now, isPast) => {
  expect(monthsPastRetention([month], kept, new Date(now))).toEqual(isPast ? [month] : []);
});

it('the oldest month comes first', () => {
  const months: AuditMonth[] = [
    { retention: 'security', month: '2021-02' },
    { retention: 'approvals', month: '2010-12' },
  ];
  expect(monthsPastRetention(months, kept, new Date('2026-11-20Z'))).toEqual([...months].reverse());
});

it('an identifier tells its month', () => {
  expect(monthOfId('019a3d5c-4bff-7abc-8000-000000000000')).toBe('2025-11');
  expect(monthOfId('ffffffff-ffff-4fff-8000-000000000000')).toBe('+010889-08');
});
