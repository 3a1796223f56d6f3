import { eventsBetween, isFinal, type LivePayment, type LiveState, versionOf } from './live-state';

const challenge = { id: 'c', status: 'open', method: 'email', expiresAt: '2026-03-01T12:10:00.000Z' };
const pending: LiveState = {
  approvalId: 'a',
  verification: { status: 'pending', challenge },
  delivery: { channel: 'email', provider: null, status: 'queued' },
  payments: [],
};
const approved = { status: 'approved', challenge: { ...challenge, status: 'consumed' } } as const;

function payment(milestoneId: string, status: LivePayment['status']): LivePayment {
  return { id: `p-${milestoneId}`, milestoneId, status, failure: null, hold: null };
}

describe('eventsBetween', () => {
  it('begins with everything', () => {
    expect(eventsBetween(null, pending)).toEqual([
      { event: 'snapshot', id: versionOf(pending), data: pending },
    ]);
  });

  it('tells nothing when nothing has changed', () => {
    expect(eventsBetween(pending, structuredClone(pending))).toEqual([]);
  });

  it('tells each part that has changed, and in the end all is known', () => {
    const now: LiveState = {
      ...pending,
      verification: approved,
      delivery: { channel: 'email', provider: 'smtp', status: 'sent' },
      payments: [payment('m1', 'released'), payment('m2', 'processing')],
    };
    const events = eventsBetween(pending, now);
    expect(events.map(({ event }) => event)).toEqual(['delivery', 'verification', 'payment', 'payment']);
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
    expect(events.at(-1)?.id).toBe(versionOf(now));
  });

  it('tells only the payment that has changed', () => {
    const before = { ...pending, payments: [payment('m1', 'processing'), payment('m2', 'processing')] };
    const now = { ...pending, payments: [payment('m1', 'processing'), payment('m2', 'released')] };
    expect(eventsBetween(before, now)).toEqual([
      { event: 'payment', id: versionOf(now), data: payment('m2', 'released') },
    ]);
  });
});

it.each<[string, Partial<LiveState>, boolean]>([
  ['waits for a code', {}, false],
  ['is withdrawn', { verification: { status: 'cancelled', challenge } }, true],
  ['is void', { verification: { status: 'void', challenge } }, true],
  ['is paid', { verification: approved, payments: [payment('m1', 'released')] }, true],
  [
    'is paid in part and refused in part',
    { verification: approved, payments: [payment('m1', 'released'), payment('m2', 'failed')] },
    true,
  ],
  ['is being paid', { verification: approved, payments: [payment('m1', 'processing')] }, false],
  ['is unclear', { verification: approved, payments: [payment('m1', 'unknown')] }, false],
  ['is held', { verification: approved, payments: [payment('m1', 'held')] }, false],
])('an approval that %s: %j is final %s', (_, fields, expected) => {
  expect(isFinal({ ...pending, ...fields })).toBe(expected);
});
