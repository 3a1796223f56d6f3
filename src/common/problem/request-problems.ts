import type { ProblemDefinition } from './problem-definition';

/** Problems of requests, logins and the service itself. */
export const requestProblems = {
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
  'not-found': { status: 404, title: 'There is no such thing here', detail: 'Check the address.' },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    detail: 'See the API documentation.',
  },
  'email-taken': {
    status: 409,
    title: 'The address belongs to another account by now',
    detail: 'Choose another address.',
  },
  'event-not-sealed': {
    status: 409,
    title: 'The event has no place in the log yet',
    detail: 'Events get their places about a second after they happen. Try again in a moment.',
  },
  'idempotency-in-flight': {
    status: 409,
    title: 'The first request with this key is still under way',
    detail: 'Wait a moment and repeat it.',
  },
  'token-invalid': {
    status: 410,
    title: 'The link is no longer valid',
    detail: 'It was used, replaced or has expired. Ask for a new one.',
  },
  'payload-too-large': { status: 413, title: 'The body is too large', detail: 'Send at most 64 kB.' },
  'unsupported-media-type': {
    status: 415,
    title: 'The media type is not supported',
    detail: 'Send application/json.',
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
  'too-many-requests': { status: 429, title: 'Too many requests', detail: 'Wait before trying again.' },
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
  'service-unavailable': {
    status: 503,
    title: 'The service is not available now',
    detail: 'Try again in a moment.',
  },
  'account-erased': {
    status: 410,
    title: 'The account was erased',
    detail: 'Nothing can be done with it any more, and nothing about it can be brought back.',
  },
  'erasure-blocked': {
    status: 409,
    title: 'Money is under way',
    detail: 'Wait, or end what is listed in obstacles, then try again.',
  },
} as const satisfies Record<string, ProblemDefinition>;
