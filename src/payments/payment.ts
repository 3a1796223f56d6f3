/**
 * - `pending`: approved, nobody has claimed it yet → processing, held
 * - `processing`: claimed under a lease, the gateway is being called → released, failed, unknown; held when a worker was lost
 *   and the gateway has never heard of it
 * - `unknown`: the gateway gave no clear answer; it is asked until it does → released, failed; held like `processing`
 * - `held`: stopped by at least one hold that was live when it was to start → processing once none is; failed when its
 *   client cancels it before anybody has started it; released when a capture that seemed lost has come through
 * - `released`, `failed`: final
 */
export type PaymentStatus = 'pending' | 'processing' | 'released' | 'failed' | 'unknown' | 'held';

/** What the gateway said about one capture. */
export type CaptureOutcome =
  | { kind: 'captured' }
  /** It refused for good: nothing was taken and nothing will be. */
  | { kind: 'refused'; failure: CaptureFailure }
  /** No answer, or one that does not tell: it may or may not have captured. */
  | { kind: 'unknown' };

export type CaptureFailure =
  | 'declined'
  | 'authorization-expired'
  | 'amount-too-large'
  | 'amount-not-payable'
  | 'authorization-voided'
  | 'rejected'
  | 'not-captured';

/** Why a payment failed: the gateway said no, or its client took it back before the gateway was asked. */
export type PaymentFailure = CaptureFailure | 'cancelled';

/** What people are told about a failed payment. */
export const failureReasons: Record<PaymentFailure, string> = {
  cancelled: 'The client cancelled it before it was released.',
  declined: 'The payment method was declined.',
  'authorization-expired': 'The authorization of funds had expired.',
  'amount-too-large': 'The authorization of funds did not cover the amount.',
  'amount-not-payable': 'The payment provider cannot pay this amount in this currency.',
  'authorization-voided': 'The authorization of funds had been cancelled.',
  rejected: 'The payment provider did not accept the payment.',
  'not-captured': 'The payment provider could not be reached for too long. Nothing was taken.',
};

/** A lease outlives the gateway's timeout by far, so that a claim that is still at work is never taken over. */
export function leaseMs({ gatewayTimeoutMs }: { gatewayTimeoutMs: number }): number {
  return 3 * gatewayTimeoutMs;
}

/**
 * Whether the gateway still takes the key for the one it has seen: a repeated call does the work at most once. Leaves a
 * whole lease for the call to arrive.
 */
export function mayRepeat(
  firstAttemptAt: Date,
  now: Date,
  { keyLifeMs, leaseMs: lease }: { keyLifeMs: number; leaseMs: number },
): boolean {
  return now.getTime() - firstAttemptAt.getTime() + lease < keyLifeMs;
}

/**
 * How long to wait before the gateway is asked again: 5 s three times, then 10 s, 20 s and at most 30 s, so that nothing is left
 * unclear a minute after an outage, however long that was. What only an operator can clear up: 5 min.
 */
export function askAgainAfterMs(attempts: number, stuck: boolean): number {
  return stuck ? 300_000 : Math.min(5_000 * 2 ** Math.floor((attempts - 1) / 3), 30_000);
}
