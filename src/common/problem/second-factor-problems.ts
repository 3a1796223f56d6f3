import type { ProblemDefinition } from './problem-definition';

/** Problems of factors, challenges and what protects an account. */
export const secondFactorProblems = {
  'second-factor-required': {
    status: 401,
    title: 'A fresh second factor is required',
    detail:
      'Open a challenge with the given purpose, verify it, and repeat the request with X-2FA-Challenge.',
  },
  'enrolment-required': {
    status: 403,
    title: 'A second factor has to be set up first',
    detail: 'Your kind of account needs one. Set up one of the methods in /api/2fa/status, then try again.',
  },
  'stronger-factor-required': {
    status: 403,
    title: 'A stronger second factor is required',
    detail: 'Set up or use one of the listed methods.',
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
  'last-factor-required': {
    status: 409,
    title: 'The last factor cannot be removed',
    detail: 'Add another factor first, or turn two-factor authentication off with password and code.',
  },
  'two-factor-not-enabled': { status: 409, title: 'No second factor is set up', detail: 'Set one up first.' },
  'challenge-expired': { status: 410, title: 'The code has expired', detail: 'Ask for a new one.' },
  'report-link-invalid': {
    status: 410,
    title: 'The link is no longer valid',
    detail: 'It is too old or not complete. Log in and change your password, or write to support.',
  },
  'code-incorrect': { status: 422, title: 'The code is not correct', detail: 'Check it and try again.' },
  'passkey-incorrect': {
    status: 422,
    title: 'The passkey was not accepted',
    detail: 'Try again with a passkey of this account, on this site.',
  },
  'phone-not-usable': {
    status: 422,
    title: 'Codes cannot be sent to this phone number',
    detail: 'Use the number of a mobile line in one of the supported countries.',
  },
  'method-not-set-up': {
    status: 422,
    title: 'You have not set up this method',
    detail: 'Set it up first, or prefer one of the listed methods.',
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
} as const satisfies Record<string, ProblemDefinition>;
