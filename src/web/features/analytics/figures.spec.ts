import type { TwoFactorFigures } from '../../shared/api/types';
import { fateOf, purposesOf, share, sumOf } from './figures';

const challenge = (
  purpose: string,
  sent: number,
  success: number,
): TwoFactorFigures['challenges'][number] => ({
  purpose,
  method: 'totp',
  sent,
  success,
  failed: 1,
  abandoned: 2,
  open: 3,
  successRate: null,
  wrongProofs: 0,
  timeToComplete: { completions: 0, medianSeconds: null, p95Seconds: null },
});

it('adds up what became of challenges', () => {
  expect(sumOf([])).toEqual({ sent: 0, success: 0, failed: 0, abandoned: 0, open: 0 });
  expect(sumOf([challenge('login', 10, 4), challenge('payment', 9, 3)])).toEqual({
    sent: 19,
    success: 7,
    failed: 2,
    abandoned: 4,
    open: 6,
  });
});

it('names purposes once, the most frequent first', () => {
  const all = [challenge('login', 4, 4), challenge('payment', 5, 5), challenge('login', 3, 3)];
  expect(purposesOf(all)).toEqual(['login', 'payment']);
});

it('takes nothing for no share of anything', () => {
  expect([share(1, 4), share(0, 0)]).toEqual([0.25, 0]);
});

it('takes a message for taken of which nothing more was heard', () => {
  const provider = { channel: 'sms' as const, provider: 'twilio', messages: 100, waiting: 1 };
  const texts = { ...provider, accepted: 90, delivered: 70, undelivered: 5, failed: 6, expired: 3 };
  expect(fateOf(texts)).toEqual({ delivered: 70, taken: 15, lost: 14, waiting: 1 });
  expect(fateOf({ ...texts, accepted: 0 }).taken).toBe(0);
});
