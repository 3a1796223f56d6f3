interface Words {
  title: string;
  detail: string;
}

const byCode: Partial<Record<string, Words>> = {
  unreachable: {
    title: 'The server could not be reached',
    detail: 'Check your connection and try again.',
  },
  unreadable: {
    title: 'The answer could not be understood',
    detail: 'Something between you and ShopFlow is in the way. Try again in a moment.',
  },
  'invalid-credentials': {
    title: 'E-mail address or password is not correct',
    detail: 'Check both and try again. Passwords are case-sensitive.',
  },
  'login-expired': {
    title: 'Signing in took too long',
    detail: 'For your security, please enter your password again.',
  },
  'code-incorrect': {
    title: 'That code is not correct',
    detail: 'Check the digits and try again.',
  },
  'challenge-expired': {
    title: 'That code has expired',
    detail: 'Codes are good for ten minutes. Ask for a new one.',
  },
  'challenge-used': {
    title: 'That code was already used or replaced',
    detail: 'Use the newest code. If there is none, ask for a new one.',
  },
  'passkey-incorrect': {
    title: 'The passkey was not accepted',
    detail: 'Try again, with a passkey that you have added to this account.',
  },
  'too-many-requests': {
    title: 'That was a lot of requests',
    detail: 'Wait a moment and try again.',
  },
  'service-unavailable': {
    title: 'ShopFlow is not available right now',
    detail: 'Nothing was changed. Try again in a moment.',
  },
  'internal-error': {
    title: 'Something went wrong on our side',
    detail: 'Nothing was changed by accident. Try again.',
  },
  'not-found': {
    title: 'There is nothing here',
    detail: 'It does not exist, or it belongs to somebody else.',
  },
  'authorization-expired': {
    title: 'The authorized funds have expired',
    detail:
      'The bank has given the held money back. Authorize the amount again, then enter the code once more.',
  },
  'authorization-insufficient': {
    title: 'The authorized funds do not cover this',
    detail: 'Authorize more money for the contract, then approve again. Nothing was paid.',
  },
  'payee-not-found': {
    title: 'No payee has this e-mail address',
    detail: 'Ask them to register as a payee first.',
  },
};

export const problems = {
  byCode,
  other: {
    title: 'Something went wrong',
    detail: 'Try again. If it happens again, load the page anew.',
  },
};
