import { digest, equalInConstantTime } from '../../../common/crypto/hashing';
import type { AssertionJSON } from './credential';

/** An assertion whose signature, origin, RP id and user verification are right, for whatever it was asked. */
export interface ExaminedAssertion {
  /** The active factor whose key has signed, when it was looked up. */
  factorId: string;
  /** What was signed: see `challengeOf`. */
  challenge: Buffer;
  /** Sent by passkeys that know whose they are. */
  userHandle: Buffer | null;
  /** Zero for authenticators that do not count. */
  signCount: bigint;
  /** Whether the key is kept in more than one place now. */
  backedUp: boolean;
}

/** What a passkey answers a challenge with. */
export interface PasskeyProof {
  kind: 'passkey';
  assertion: AssertionJSON;
  /** Absent until somebody has looked, see `CodeTransactor`; null when nothing is right about it. */
  examined?: ExaminedAssertion | null;
}

export type AssertionJudgement =
  /** `signCount` is null for an authenticator that does not count. */
  | { kind: 'accepted'; factorId: string; signCount: bigint | null; backedUp: boolean }
  | { kind: 'wrong' }
  /** Signed by the right key, but it has counted further before: there may be two of it (WebAuthn section 6.1.1). */
  | { kind: 'cloned'; factorId: string };

/** What a challenge's row says. */
export interface Challenging {
  id: string;
  userId: string;
  sessionId: string;
  purpose: string;
  subjectId: string;
  binding: Buffer;
  expiresAt: Date;
}

/**
 * The parts that a passkey's challenge is made of. The binding stands for exactly what a payment is about, so the
 * signature covers payer, payees and amounts; a challenge that was renewed asks for another signature.
 */
export function challengeParts(challenge: Challenging): (string | Buffer)[] {
  const { purpose, id, userId, sessionId, subjectId, binding, expiresAt } = challenge;
  const whom = digest('passkey-challenge-for', userId, sessionId, subjectId);
  return ['passkey-challenge', purpose, id, whom, binding, String(expiresAt.getTime())];
}

/**
 * Whether an assertion answers this challenge. What has to be true of the signature itself was examined before; here
 * is judged, on rows as they are now, whose key it is, what it has signed, and how far the key has counted.
 */
export function judgeAssertion(
  examined: ExaminedAssertion | null,
  expected: { challenge: Buffer; userHandle: Buffer },
  passkeys: readonly { id: string; lastStep: bigint | null }[],
): AssertionJudgement {
  if (!examined) return { kind: 'wrong' };
  const { factorId, userHandle, signCount, backedUp } = examined;
  const passkey = passkeys.find(({ id }) => id === factorId);
  if (!passkey || !equalInConstantTime(examined.challenge, expected.challenge)) return { kind: 'wrong' };
  if (userHandle && !equalInConstantTime(userHandle, expected.userHandle)) return { kind: 'wrong' };
  const counted = passkey.lastStep ?? 0n;
  if (signCount === 0n && counted === 0n) return { kind: 'accepted', factorId, signCount: null, backedUp };
  if (signCount <= counted) return { kind: 'cloned', factorId };
  return { kind: 'accepted', factorId, signCount, backedUp };
}
