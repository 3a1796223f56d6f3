import type { CaptureFailure, CaptureOutcome } from '../payment';
import type { AuthorizeOutcome, DeclineReason } from '../payment-gateway';

/** What the SDK's errors have in common. */
export interface StripeFault {
  type?: string;
  code?: string;
  decline_code?: string;
  param?: string;
  statusCode?: number;
  requestId?: string;
  payment_intent?: { id: string; status: string };
}

/** `operator`: the fault is in the configuration or in this program, and does not pass by itself. */
export type Verdict<Outcome> = { outcome: Outcome; operator: boolean };

/** https://docs.stripe.com/declines/codes. A code that is not listed is told as a plain decline, as Stripe asks for stolen cards. */
const declineCodes: Record<string, DeclineReason> = {
  insufficient_funds: 'insufficient-funds',
  card_velocity_exceeded: 'limit-exceeded',
  withdrawal_count_limit_exceeded: 'limit-exceeded',
  invalid_amount: 'limit-exceeded',
  expired_card: 'card-expired',
  incorrect_number: 'card-details-wrong',
  invalid_number: 'card-details-wrong',
  incorrect_cvc: 'card-details-wrong',
  invalid_cvc: 'card-details-wrong',
  incorrect_zip: 'card-details-wrong',
  incorrect_address: 'card-details-wrong',
  invalid_expiry_month: 'card-details-wrong',
  invalid_expiry_year: 'card-details-wrong',
  card_not_supported: 'card-not-supported',
  transaction_not_allowed: 'card-not-supported',
  service_not_allowed: 'card-not-supported',
  currency_not_supported: 'currency-not-supported',
  authentication_required: 'authentication-required',
  authentication_not_handled: 'authentication-required',
};

/** https://docs.stripe.com/error-codes */
const errorCodes: Record<string, DeclineReason> = {
  amount_too_large: 'amount-not-payable',
  amount_too_small: 'amount-not-payable',
  authentication_required: 'authentication-required',
  payment_intent_authentication_failure: 'authentication-required',
  payment_method_unactivated: 'card-not-supported',
  payment_method_currency_mismatch: 'currency-not-supported',
  payment_method_unexpected_state: 'payment-method-unknown',
};

/** Null when the error says nothing about the money: the call has to be repeated under its key. */
export function judgeAuthorization(fault: StripeFault): Verdict<AuthorizeOutcome | null> {
  const declined = (reason: DeclineReason) => ({
    outcome: { kind: 'declined', reason } as const,
    operator: false,
  });
  const known = declineCodes[fault.decline_code ?? ''] ?? errorCodes[fault.code ?? ''];
  if (fault.type === 'StripeCardError')
    return declined(known ?? declineCodes[fault.code ?? ''] ?? 'declined');
  if (fault.type === 'StripeInvalidRequestError') {
    if (known) return declined(known);
    if (fault.param === 'payment_method') return declined('payment-method-unknown');
    if (fault.param === 'amount') return declined('amount-not-payable');
    if (fault.param === 'currency') return declined('currency-not-supported');
  }
  return { outcome: null, operator: isOurs(fault) };
}

export function judgeCapture(fault: StripeFault): Verdict<CaptureOutcome> {
  const refused = (failure: CaptureFailure, operator = false) => ({
    outcome: { kind: 'refused', failure } as const,
    operator,
  });
  switch (fault.code) {
    case 'charge_expired_for_capture':
    case 'capture_charge_authorization_expired':
      return refused('authorization-expired');
    case 'amount_too_large':
    case 'charge_exceeds_source_limit':
      return refused('amount-too-large');
    case 'amount_too_small':
      return refused('amount-not-payable');
    // Perhaps by this very payment: the intent itself tells.
    case 'payment_intent_unexpected_state':
    case 'charge_already_captured':
      return { outcome: { kind: 'unknown' }, operator: false };
  }
  if (fault.type === 'StripeCardError') return refused('declined');
  // Refused before anything was done, e.g. a fiftieth capture of one intent.
  if (fault.type === 'StripeInvalidRequestError' && fault.statusCode === 400)
    return refused('rejected', true);
  return { outcome: { kind: 'unknown' }, operator: isOurs(fault) };
}

/** Why an intent was cancelled; `automatic` is what versions before 2025-03-31 say for an expiry. */
export function endOf({
  cancellation_reason,
}: {
  cancellation_reason?: string | null;
}): 'expired' | 'voided' {
  return cancellation_reason === 'expired' || cancellation_reason === 'automatic' ? 'expired' : 'voided';
}

/** Keys that are wrong or may too little, a request that Stripe does not understand, one key for two requests. */
function isOurs({ type, code, statusCode }: StripeFault): boolean {
  if (statusCode === 409 || statusCode === 429 || code === 'lock_timeout') return false;
  return [
    'StripeAuthenticationError',
    'StripePermissionError',
    'StripeIdempotencyError',
    'StripeInvalidRequestError',
  ].includes(type ?? '');
}
