import { MINUTE, SECOND } from '../../../common/clock';
import { DomainError } from '../../../common/domain-error';
import type { ProofMethod, Purpose, SentMethod } from '../method';

export const CHALLENGE_LIFETIME_MS = 10 * MINUTE;
/** A verified challenge lets one protected request through within this time. */
export const VERIFIED_LIFETIME_MS = 5 * MINUTE;
export const RESEND_COOL_DOWN_MS = 60 * SECOND;
export const CODES_WINDOW_MS = 15 * MINUTE;
export const MAX_CODES_PER_WINDOW = 10;

/**
 * `open` → `verified` by a right code → `consumed` by the request it lets through; payments and logins go from open to
 * consumed at once. `void` when it was replaced, withdrawn, or what it approves has changed.
 */
export type ChallengeStatus = 'open' | 'verified' | 'consumed' | 'void';

export interface PaymentSummary {
  /** Minor units. */
  total: number;
  currency: string;
  payees: { id: string; name: string; subtotal: number; isNew: boolean }[];
}

export interface ChallengeState {
  id: string;
  userId: string;
  sessionId: string;
  purpose: Purpose;
  subjectId: string;
  binding: Buffer;
  reference: string;
  /** With `backup_code` only where nothing else will do: it is good for every challenge but a set-up's. */
  methods: ProofMethod[];
  method: ProofMethod;
  status: ChallengeStatus;
  codeMac: Buffer | null;
  /** How the newest code was sent; null while none was. */
  codeMethod: SentMethod | null;
  /** The phone that it went to. */
  codeFactorId: string | null;
  /** That phone as it may be shown; an e-mail address is masked when it is shown. */
  maskedDestination: string | null;
  payment: PaymentSummary | null;
  expiresAt: Date;
  resendAvailableAt: Date | null;
}

/** Why nobody needs to look at the code: null when the challenge is live for this person, session and purpose. */
export function refuseChallenge(
  challenge: ChallengeState | null,
  asked: { userId: string; sessionId: string; purpose: Purpose },
  now: Date,
): DomainError | null {
  if (!challenge || challenge.userId !== asked.userId) return new DomainError('not-found');
  if (challenge.purpose !== asked.purpose) return new DomainError('challenge-purpose-mismatch');
  if (challenge.status === 'verified' || challenge.status === 'consumed')
    return new DomainError('challenge-used');
  if (challenge.sessionId !== asked.sessionId) return new DomainError('challenge-other-session');
  if (challenge.expiresAt <= now) return new DomainError('challenge-expired');
  if (challenge.status === 'void') return new DomainError('challenge-used');
  return null;
}
