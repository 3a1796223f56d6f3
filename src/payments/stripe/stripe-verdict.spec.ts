import { judgeAuthorization, judgeCapture, type StripeFault } from './stripe-verdict';

const card = (decline_code?: string, code = 'card_declined'): StripeFault => ({
  type: 'StripeCardError',
  statusCode: 402,
  code,
  decline_code,
});
const invalid = (fields: StripeFault): StripeFault => ({
  type: 'StripeInvalidRequestError',
  statusCode: 400,
  ...fields,
});

/** Nothing is known about the money; only the last of each tells that the configuration or the program is at fault. */
const silent: [string, StripeFault, boolean][] = [
  ['a timeout of ours', {}, false],
  ['a lost connection', { type: 'StripeConnectionError' }, false],
  ['a failure of Stripe', { type: 'StripeAPIError', statusCode: 500 }, false],
  ['a flood', { type: 'StripeRateLimitError', statusCode: 429 }, false],
  ['a locked object', invalid({ statusCode: 429, code: 'lock_timeout' }), false],
  [
    'a key in use',
    { type: 'StripeIdempotencyError', statusCode: 409, code: 'idempotency_key_in_use' },
    false,
  ],
  ['one key for two requests', { type: 'StripeIdempotencyError', statusCode: 400 }, true],
  ['a wrong key', { type: 'StripeAuthenticationError', statusCode: 401 }, true],
  ['a key that may too little', { type: 'StripePermissionError', statusCode: 403 }, true],
];

describe('holding money', () => {
  it.each([
    ['insufficient funds', card('insufficient_funds'), 'insufficient-funds'],
    ['a limit', card('withdrawal_count_limit_exceeded'), 'limit-exceeded'],
    ['an expired card', card('expired_card', 'expired_card'), 'card-expired'],
    ['a wrong CVC', card(undefined, 'incorrect_cvc'), 'card-details-wrong'],
    ['a stolen card, which is nobody’s business', card('stolen_card'), 'declined'],
    ['a reason of tomorrow', card('phase_of_the_moon'), 'declined'],
    [
      'a wish for 3-D Secure',
      card('authentication_required', 'authentication_required'),
      'authentication-required',
    ],
    ['too much', invalid({ code: 'amount_too_large', param: 'amount' }), 'amount-not-payable'],
    ['a currency', invalid({ param: 'currency' }), 'currency-not-supported'],
    [
      'an unknown method',
      invalid({ code: 'resource_missing', param: 'payment_method' }),
      'payment-method-unknown',
    ],
  ])('is declined for %s', (_, fault, reason) => {
    expect(judgeAuthorization(fault)).toEqual({ outcome: { kind: 'declined', reason }, operator: false });
  });

  it.each([
    ...silent,
    ['a request that Stripe does not understand', invalid({ param: 'expand' }), true] as const,
  ])('has no outcome after %s', (_, fault, operator) => {
    expect(judgeAuthorization(fault)).toEqual({ outcome: null, operator });
  });
});

describe('a capture', () => {
  it.each([
    [
      'an expired authorization',
      invalid({ code: 'charge_expired_for_capture' }),
      'authorization-expired',
      false,
    ],
    ['too much', invalid({ code: 'amount_too_large' }), 'amount-too-large', false],
    ['too little', invalid({ code: 'amount_too_small' }), 'amount-not-payable', false],
    ['the bank', card('do_not_honor'), 'declined', false],
    ['a request that Stripe does not understand', invalid({ param: 'metadata' }), 'rejected', true],
  ])('is refused for %s', (_, fault, failure, operator) => {
    expect(judgeCapture(fault)).toEqual({ outcome: { kind: 'refused', failure }, operator });
  });

  it.each([
    ...silent,
    [
      'an intent that has ended, perhaps by this payment',
      invalid({ code: 'payment_intent_unexpected_state' }),
      false,
    ] as const,
    [
      'an intent that is not there, e.g. of another account',
      invalid({ statusCode: 404, code: 'resource_missing' }),
      true,
    ] as const,
  ])('is unknown after %s', (_, fault, operator) => {
    expect(judgeCapture(fault)).toEqual({ outcome: { kind: 'unknown' }, operator });
  });
});
