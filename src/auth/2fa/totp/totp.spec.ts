import { createHmac, randomBytes, randomInt } from 'node:crypto';
import speakeasy from 'speakeasy';
import { encodeSecret, matchTotp, otpauthUri, SECRET_BYTES } from './totp';

const SEED = Buffer.from('12345678901234567890');
const at = (seconds: number) => new Date(seconds * 1_000);
const stepOf = (seconds: number) => BigInt(Math.floor(seconds / 30));

/** RFC 4226 section 5.3 for one counter. */
function hotp(secret: Buffer, counter: bigint): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(counter);
  const mac = createHmac('sha1', secret).update(message).digest();
  const truncated = mac.readUInt32BE((mac[19] as number) & 0xf) & 0x7fffffff;
  return String(truncated % 1_000_000).padStart(6, '0');
}

describe('matchTotp', () => {
  it.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('knows the code of RFC 6238 appendix B at %d s', (seconds, eightDigits) => {
    expect(matchTotp(SEED, eightDigits.slice(-6), at(seconds), null)).toBe(stepOf(seconds));
  });

  it.each(
    ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'].map(
      (code, step) => [step, code] as const,
    ),
  )('knows the code of RFC 4226 appendix D for count %d', (step, code) => {
    expect(matchTotp(SEED, code, at(step * 30 + 15), null)).toBe(BigInt(step));
  });

  it('agrees with speakeasy over random secrets and times', () => {
    for (let round = 0; round < 300; round++) {
      const secret = randomBytes(SECRET_BYTES);
      const seconds = randomInt(1_000_000_000, 4_000_000_000);
      const code = speakeasy.totp({ secret: encodeSecret(secret), encoding: 'base32', time: seconds });
      expect(matchTotp(secret, code, at(seconds), null)).toBe(stepOf(seconds));
    }
  });

  it('accepts one step on either side and no second more', () => {
    const step = stepOf(1_800_000_000);
    const code = hotp(SEED, step);
    const first = Number(step) * 30;
    const cases: [number, bigint | null][] = [
      [first - 31, null],
      [first - 30, step],
      [first - 1, step],
      [first, step],
      [first + 29, step],
      [first + 30, step],
      [first + 59, step],
      [first + 60, null],
    ];
    for (const [seconds, matched] of cases)
      expect([seconds, matchTotp(SEED, code, at(seconds), null)]).toEqual([seconds, matched]);
  });

  it('accepts to the last millisecond of the window', () => {
    const step = 60_000_000n;
    const code = hotp(SEED, step);
    const end = Number(step) * 30_000 + 60_000;
    expect(matchTotp(SEED, code, new Date(end - 1), null)).toBe(step);
    expect(matchTotp(SEED, code, new Date(end), null)).toBeNull();
  });

  it.each([
    ['the same step', 0n, false],
    ['the step after', 1n, false],
    ['a step far ahead of the clock', 1_000_000n, false],
    ['the step before', -1n, true],
    ['a step long ago', -1_000n, true],
  ])('when the last accepted step was %s', (_, distance, accepted) => {
    const now = at(1_800_000_000);
    const step = stepOf(1_800_000_000);
    expect(matchTotp(SEED, hotp(SEED, step), now, step + distance)).toBe(accepted ? step : null);
  });

  it('does not accept the step before the last one within the window', () => {
    const step = stepOf(1_800_000_000);
    const now = at(1_800_000_000);
    expect(matchTotp(SEED, hotp(SEED, step - 1n), now, step)).toBeNull();
    expect(matchTotp(SEED, hotp(SEED, step + 1n), now, step)).toBe(step + 1n);
  });

  it('does not know the code of another secret', () => {
    const other = randomBytes(SECRET_BYTES);
    const seconds = 1_800_000_000;
    const near = [-1n, 0n, 1n].map((distance) => hotp(SEED, stepOf(seconds) + distance));
    const foreign = hotp(other, stepOf(seconds));
    expect(matchTotp(SEED, foreign, at(seconds), null) !== null).toBe(near.includes(foreign));
  });
});

describe('encodeSecret', () => {
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('encodes %p as in RFC 4648 section 10, without padding', (text, encoded) => {
    expect(encodeSecret(Buffer.from(text))).toBe(encoded);
  });
});

describe('otpauthUri', () => {
  it.each(['client@example.com', 'first.last+shop@example.com', "o'neil&co%20@example.com"])(
    'names issuer, %s and the secret, and leaves the defaults out or says them',
    (email) => {
      const secret = randomBytes(SECRET_BYTES);
      const uri = new URL(otpauthUri(secret, 'Shop & Flow', email));
      expect([uri.protocol, uri.host]).toEqual(['otpauth:', 'totp']);
      expect(decodeURIComponent(uri.pathname.slice(1))).toBe(`Shop & Flow:${email}`);
      expect(uri.searchParams.get('issuer')).toBe('Shop & Flow');
      expect(uri.searchParams.get('secret')).toBe(encodeSecret(secret));
      expect([null, 'SHA1']).toContain(uri.searchParams.get('algorithm'));
      expect([null, '6']).toContain(uri.searchParams.get('digits'));
      expect([null, '30']).toContain(uri.searchParams.get('period'));
    },
  );
});
