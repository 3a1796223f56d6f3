import { DAY, after as later } from '../../../common/clock';
import { GRACE_MS, judgeToken, mayTrust, type PresentedToken } from './trusted-device';

const START = new Date('2026-03-01T12:00:00.000Z');
const TRUST_MS = 30 * DAY;
const presented = (generation: number, device: Partial<PresentedToken['device']> = {}): PresentedToken => ({
  generation,
  presentedAt: START,
  device: { generation: 5, rotatedAt: START, expiresAt: later(START, TRUST_MS), revokedAt: null, ...device },
});

describe('judgeToken', () => {
  it.each([
    ['the live token', presented(5), 0, 'current'],
    ['the live token in its last millisecond', presented(5), TRUST_MS - 1, 'current'],
    ['the live token after 30 days', presented(5), 30 * DAY, 'void'],
    ['the live token of a revoked device', presented(5, { revokedAt: START }), 0, 'void'],
    ['the token before it, at once', presented(4), 0, 'previous'],
    ['the token before it, in the last millisecond of grace', presented(4), GRACE_MS - 1, 'previous'],
    ['the token before it, after the grace', presented(4), GRACE_MS, 'reused'],
    ['the token before that one, at once', presented(3), 0, 'reused'],
    ['the first token, at once', presented(0), 0, 'reused'],
    ['an old token of a revoked device', presented(0, { revokedAt: START }), 0, 'void'],
    ['an old token of an expired device', presented(0), 30 * DAY, 'void'],
  ] as const)('takes %s', (_, token, passed, judgement) => {
    const at = later(START, passed);
    expect(judgeToken({ ...token, presentedAt: at }, at)).toBe(judgement);
  });

  it('counts the grace from when the request came in, and the end from when it is judged', () => {
    const judgedAt = later(START, 2 * GRACE_MS);
    expect(judgeToken(presented(4), judgedAt)).toBe('previous');
    expect(judgeToken(presented(4, { revokedAt: judgedAt }), judgedAt)).toBe('void');
    expect(judgeToken(presented(5), later(START, TRUST_MS))).toBe('void');
  });
});

describe('mayTrust', () => {
  it.each([
    ['an app', 'totp', ['totp', 'email'], true],
    ['an enrolled address', 'email', ['email'], true],
    ['an address that only sufficed for the payment', 'email', ['totp'], false],
    ['an address of a person without a factor', 'email', [], false],
    ['a backup code', 'backup_code', ['totp', 'email'], false],
  ] as const)('of %s', (_, method, forLogin, may) => {
    expect(mayTrust(method, forLogin)).toBe(may);
  });
});
