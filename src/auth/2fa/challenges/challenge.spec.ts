import { after as later, MINUTE } from '../../../common/clock';
import { type ChallengeState, type ChallengeStatus, refuseChallenge } from './challenge';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const asked = { userId: 'ada', sessionId: 'laptop', purpose: 'payment' } as const;

function challenge(fields: Partial<ChallengeState> = {}): ChallengeState {
  return {
    id: 'challenge',
    ...asked,
    subjectId: 'approval',
    binding: Buffer.alloc(32),
    reference: 'K7Q2',
    methods: ['totp'],
    method: 'totp',
    status: 'open',
    codeMac: null,
    codeMethod: null,
    codeFactorId: null,
    maskedDestination: null,
    payment: null,
    expiresAt: later(NOW, 10 * MINUTE),
    resendAvailableAt: null,
    ...fields,
  };
}

const expired = { expiresAt: NOW };

describe('refuseChallenge', () => {
  it.each<[string, Partial<ChallengeState> | null, string | null]>([
    ['a live one', {}, null],
    ['one that ends in a millisecond', { expiresAt: later(NOW, 1) }, null],
    ['none', null, 'not-found'],
    ['one of another person', { userId: 'eve' }, 'not-found'],
    ['a spent one of another person', { userId: 'eve', status: 'consumed' }, 'not-found'],
    ['one for another purpose', { purpose: 'login' }, 'challenge-purpose-mismatch'],
    [
      'a spent one for another purpose',
      { purpose: 'login', status: 'consumed' },
      'challenge-purpose-mismatch',
    ],
    ['one of another session', { sessionId: 'phone' }, 'challenge-other-session'],
    ['one that ends now', expired, 'challenge-expired'],
    ['a verified one', { status: 'verified' }, 'challenge-used'],
    ['a consumed one', { status: 'consumed' }, 'challenge-used'],
    ['a consumed one that has expired', { status: 'consumed', ...expired }, 'challenge-used'],
    ['a void one', { status: 'void' }, 'challenge-used'],
    ['a void one that has expired', { status: 'void', ...expired }, 'challenge-expired'],
  ])('judges %s', (_, fields, code) => {
    expect(refuseChallenge(fields && challenge(fields), asked, NOW)?.code ?? null).toBe(code);
  });

  it('lets only open ones through, whatever else is true', () => {
    for (const status of ['verified', 'consumed', 'void'] satisfies ChallengeStatus[])
      expect(refuseChallenge(challenge({ status }), asked, NOW)).not.toBeNull();
  });
});
