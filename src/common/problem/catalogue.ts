interface ProblemDefinition {
  status: number;
  title: string;
  /** What the person can do about it. */
  detail: string;
}

/** Every problem this API answers with (RFC 9457). `docs/problems.md` is made from this list. */
export const problems = {
  'validation-failed': {
    status: 400,
    title: 'The request is not valid',
    detail: 'Correct the listed fields and send it again.',
  },
  'malformed-json': {
    status: 400,
    title: 'The body is not valid JSON',
    detail: 'Send one JSON object; numbers are plain integers.',
  },
  'idempotency-key-required': {
    status: 400,
    title: 'Idempotency-Key is missing',
    detail: 'Send a fresh Idempotency-Key of 1 to 200 printable characters.',
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor is not valid',
    detail: 'Use the nextCursor of the previous page with the same filters.',
  },
  unauthenticated: { status: 401, title: 'You are not logged in', detail: 'Log in and send the token.' },
  'invalid-credentials': {
    status: 401,
    title: 'E-mail address or password is not correct',
    detail: 'Check both and try again.',
  },
  'login-expired': { status: 401, title: 'The login has expired', detail: 'Log in again.' },
  'second-factor-required': {
    status: 401,
    title: 'A fresh second factor is required',
    detail:
      'Open a challenge with the given purpose, verify it, and repeat the request with X-2FA-Challenge.',
  },
  forbidden: {
    status: 403,
    title: 'This is not allowed for your account',
    detail: 'Use an account of the right type.',
  },
  'webhook-signature-invalid': {
    status: 403,
    title: 'The signature is not valid',
    detail: 'Sign the request with the shared token, for the address as configured.',
  },
  'cross-site-request': {
    status: 403,
    title: 'The request came from another site',
    detail: 'Requests with a session cookie must come from this site.',
  },
  'email-not-verified': {
    status: 403,
    title: 'The e-mail address is not verified',
    detail: 'Enter the code that was sent to the address.',
  },
  'enrolment-required': {
    status: 403,
    title: 'A second factor has to be set up first',
    detail: 'Your kind of account needs one. Set up one of the methods in /api/2fa/status, then try again.',
  },
  'second-admin-required': {
    status: 403,
    title: 'Nobody weakens the policy of their own account',
    detail: 'Leave out what asks less of admins than now.',
  },
  'stronger-factor-required': {
    status: 403,
    title: 'A stronger second factor is required',
    detail: 'Set up or use one of the listed methods.',
  },
  'hold-needs-another-admin': {
    status: 403,
    title: 'Another admin has to lift this hold',
    detail: 'You placed it, took part in what it guards against, or it stops your own payments.',
  },
  'not-found': { status: 404, title: 'There is no such thing here', detail: 'Check the address.' },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    detail: 'See the API documentation.',
  },
  'approval-void': {
    status: 409,
    title: 'The approval is no longer valid',
    detail: 'What it approved has changed. Start a new approval.',
  },
  'approval-not-pending': {
    status: 409,
    title: 'The approval is not waiting for a code',
    detail: 'Read its status.',
  },
  'event-not-sealed': {
    status: 409,
    title: 'The event has no place in the log yet',
    detail: 'Events get their places about a second after they happen. Try again in a moment.',
  },
  'authorization-expired': {
    status: 409,
    title: 'The authorization of funds has expired',
    detail: 'Fund a new authorization, then enter the code again.',
  },
  'authorization-insufficient': {
    status: 409,
    title: 'The authorization does not cover the amount',
    detail: 'Fund a larger authorization, then try again.',
  },
  'authorization-in-use': {
    status: 409,
    title: 'Payments from this authorization are under way',
    detail: 'Wait until they are released or have failed.',
  },
  'authorization-not-voidable': {
    status: 409,
    title: 'The authorization holds no money that could be given back',
    detail: 'Read its status.',
  },
  'challenge-used': {
    status: 409,
    title: 'The code was already used or replaced',
    detail: 'Use the newest code, or start again.',
  },
  'challenge-other-session': {
    status: 409,
    title: 'The challenge belongs to another session',
    detail: 'Start again in this session.',
  },
  'challenge-purpose-mismatch': {
    status: 409,
    title: 'The challenge is for something else',
    detail: 'Verify it where it belongs.',
  },
  'factor-already-active': {
    status: 409,
    title: 'This factor is active already',
    detail: 'Remove it first to set it up anew.',
  },
  'factor-not-pending': {
    status: 409,
    title: 'The set-up is not waiting for a code',
    detail: 'Start the set-up again.',
  },
  'hold-over': {
    status: 409,
    title: 'The hold is over already',
    detail: 'It was lifted or its end had come. There is nothing to lift.',
  },
  'idempotency-in-flight': {
    status: 409,
    title: 'The first request with this key is still under way',
    detail: 'Wait a moment and repeat it.',
  },
  'last-factor-required': {
    status: 409,
    title: 'The last factor cannot be removed',
    detail: 'Add another factor first, or turn two-factor authentication off with password and code.',
  },
  'milestone-not-approvable': {
    status: 409,
    title: 'A milestone cannot be approved now',
    detail: 'Only submitted milestones can be approved.',
  },
  'milestone-not-editable': {
    status: 409,
    title: 'The milestone can no longer be changed',
    detail: 'It has been approved, paid or cancelled.',
  },
  'milestone-not-submittable': {
    status: 409,
    title: 'The milestone cannot be submitted now',
    detail: 'Only pending milestones can be submitted.',
  },
  'mixed-currencies': {
    status: 409,
    title: 'One approval has one currency',
    detail: 'Approve the milestones of each currency apart.',
  },
  'payment-not-cancellable': {
    status: 409,
    title: 'The payment cannot be cancelled any more',
    detail: 'Only a payment on hold that was never started can.',
  },
  'payment-held': {
    status: 409,
    title: 'The payment is on hold',
    detail: 'Read the payment: it says why and until when. It goes on by itself.',
  },
  'payment-not-retryable': {
    status: 409,
    title: 'The payment cannot be tried again',
    detail: 'Only failed payments of an approved, unchanged milestone can.',
  },
  'two-factor-not-enabled': { status: 409, title: 'No second factor is set up', detail: 'Set one up first.' },
  'challenge-expired': { status: 410, title: 'The code has expired', detail: 'Ask for a new one.' },
  'token-invalid': {
    status: 410,
    title: 'The link is no longer valid',
    detail: 'It was used, replaced or has expired. Ask for a new one.',
  },
  'report-link-invalid': {
    status: 410,
    title: 'The link is no longer valid',
    detail: 'It is too old or not complete. Log in and change your password, or write to support.',
  },
  'payload-too-large': { status: 413, title: 'The body is too large', detail: 'Send at most 64 kB.' },
  'unsupported-media-type': {
    status: 415,
    title: 'The media type is not supported',
    detail: 'Send application/json.',
  },
  'amount-not-payable': {
    status: 422,
    title: 'The amount cannot be paid',
    detail: 'Choose an amount within the limits.',
  },
  'code-incorrect': { status: 422, title: 'The code is not correct', detail: 'Check it and try again.' },
  'passkey-incorrect': {
    status: 422,
    title: 'The passkey was not accepted',
    detail: 'Try again with a passkey of this account, on this site.',
  },
  'authorization-declined': {
    status: 422,
    title: 'The payment method was declined',
    detail: 'Use another payment method.',
  },
  'payment-authentication-required': {
    status: 422,
    title: 'The bank wants the payment to be confirmed',
    detail: 'No money was held. Use a payment method that needs no confirmation by its bank.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    detail: 'Use a fresh key.',
  },
  'password-too-weak': {
    status: 422,
    title: 'The password is too easy to guess',
    detail: 'Choose one of at least 12 characters that is not a common password.',
  },
  'payee-not-found': {
    status: 422,
    title: 'There is no payee with this address',
    detail: 'Ask the payee to register first.',
  },
  'phone-not-usable': {
    status: 422,
    title: 'Codes cannot be sent to this phone number',
    detail: 'Use the number of a mobile line in one of the supported countries.',
  },
  'payment-approval-locked': {
    status: 423,
    title: 'Payment approval is locked',
    detail: 'Too many wrong codes. Wait until the lock ends.',
  },
  'codes-disabled': {
    status: 423,
    title: 'Your second factor is disabled',
    detail: 'Too many wrong codes in a row. Use a passkey or a backup code, and set up a factor anew.',
  },
  'too-many-attempts': { status: 429, title: 'Too many attempts', detail: 'Wait before trying again.' },
  'too-many-requests': { status: 429, title: 'Too many requests', detail: 'Wait before trying again.' },
  'resend-too-soon': {
    status: 429,
    title: 'A new code cannot be sent yet',
    detail: 'Wait until the cool-down ends.',
  },
  'too-many-codes': {
    status: 429,
    title: 'Too many codes were sent',
    detail: 'Wait before asking for another one.',
  },
  'request-header-fields-too-large': {
    status: 431,
    title: 'The request headers are too large',
    detail: 'Send smaller headers.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong on our side',
    detail: 'Nothing was changed by accident. Try again, and tell support the instance if it stays.',
  },
  'method-unavailable': {
    status: 503,
    title: 'This method is not available now',
    detail: 'Use another method or try later.',
  },
  'factors-unavailable': {
    status: 503,
    title: 'Your second factors are switched off at the moment',
    detail:
      'Nothing of yours can take their place. Try again later, or ask for the recovery of your account.',
  },
  'service-unavailable': {
    status: 503,
    title: 'The service is not available now',
    detail: 'Try again in a moment.',
  },
} as const satisfies Record<string, ProblemDefinition>;

export type ProblemCode = keyof typeof problems;
