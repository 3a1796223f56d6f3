import { after, SECOND } from '../../../common/clock';
import type { Method, ProofMethod } from '../method';

/** How long the token before the live one is still taken: for a second tab, or an answer that was lost on its way. */
export const GRACE_MS = 10 * SECOND;

export type RevocationCause =
  | 'revoked-by-user'
  | 'token-reused'
  | 'account.password_changed'
  | 'account.password_reset'
  | 'account.email_changed'
  | 'factor.activated'
  | 'factor.removed'
  | 'factor.disabled'
  | 'recovery.progressed'
  | 'security.reported';

export interface PresentedToken {
  /** Counted from 0 at each replacement of the device's token. */
  generation: number;
  /** When the request came in that brought it; comparing a password may have taken a while since. */
  presentedAt: Date;
  device: { generation: number; rotatedAt: Date; expiresAt: Date; revokedAt: Date | null };
}

/**
 * - `current`: the live token
 * - `previous`: replaced a moment ago
 * - `reused`: replaced before that, so somebody has a copy
 * - `void`: the device is no longer trusted
 */
export type TokenJudgement = 'current' | 'previous' | 'reused' | 'void';

export function judgeToken({ generation, presentedAt, device }: PresentedToken, now: Date): TokenJudgement {
  if (device.revokedAt !== null || device.expiresAt <= now) return 'void';
  if (generation === device.generation) return 'current';
  const inGrace = after(device.rotatedAt, GRACE_MS) > presentedAt;
  return generation === device.generation - 1 && inGrace ? 'previous' : 'reused';
}

/**
 * Whether this proof may spare the next logins theirs: only a method that would have done for a login. A code by
 * e-mail that merely sufficed for a small payment must not open the account of somebody who has an app, and a backup code
 * is good for one login, not for those of 30 days.
 */
export function mayTrust(provenBy: ProofMethod, methodsForLogin: readonly Method[]): boolean {
  return methodsForLogin.some((method) => method === provenBy);
}
