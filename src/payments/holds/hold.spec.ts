import { explain, type HoldReason, holdReasons, longest, mayLift, statusOf } from './hold';

const now = new Date('2026-03-01T12:00:00Z');
const at = (hour: number) => new Date(Date.UTC(2026, 2, 1, hour));

describe('explain', () => {
  it.each(holdReasons)('tells the client why for %s, and the payee the same as for all others', (reason) => {
    expect(explain(reason, 'client').reason).toBe(reason);
    expect(explain(reason, 'client').explanation).toMatch(/^[A-Z].*\.$/);
    expect(explain(reason, 'payee')).toEqual(explain('risk', 'payee'));
    expect(explain(reason, 'payee').explanation).not.toContain(explain(reason, 'client').explanation);
  });

  it('has words of its own for each reason', () => {
    expect(new Set(holdReasons.map((reason) => explain(reason, 'client').explanation)).size).toBe(
      holdReasons.length,
    );
  });
});

describe('longest', () => {
  const hold = (reason: HoldReason, endsAt: Date | null) => ({ reason, since: now, endsAt });
  const [soon, late, open] = [hold('risk', at(13)), hold('recovery', at(20)), hold('reported', null)];

  it.each([
    ['none', [], null],
    ['one', [soon], soon],
    ['the one that ends last', [soon, late], late],
    ['the same in any order', [late, soon], late],
    ['one without an end before all others', [late, open, soon], open],
    ['the first of equals', [late, { ...late, reason: 'risk' as const }], late],
  ])('is %s', (_, holds, expected) => {
    expect(longest(holds)).toBe(expected);
  });
});

it.each([
  ['live', 'without an end', null, null],
  ['live', 'until its end', at(13), null],
  ['ended', 'at its end, to the millisecond', now, null],
  ['ended', 'after it', at(11), null],
  ['lifted', 'when somebody lifted it', at(13), at(11)],
  ['lifted', 'also when its end has come since', at(11), at(10)],
])('is %s %s', (status, _, endsAt, liftedAt) => {
  expect(statusOf({ endsAt, liftedAt }, now)).toBe(status);
});

it.each([
  ['an admin without a part in it', {}, true],
  ['the one it stops', { clientId: 'admin' }, false],
  ['the one whose act it follows from', { placedBy: 'admin' }, false],
  ['one who took part in what it guards against', { barred: ['other', 'admin'] }, false],
])('says whether %s may lift it: %j', (_, part, may) => {
  expect(mayLift('admin', { clientId: 'client', placedBy: null, barred: ['other'], ...part })).toBe(may);
});
