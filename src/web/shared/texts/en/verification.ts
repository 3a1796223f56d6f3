import type { Method } from '../../api/types';

const methods: Record<Method, string> = {
  totp: 'Authenticator app',
  sms: 'Text message',
  email: 'E-mail',
  webauthn: 'Passkey',
  backup_code: 'Backup code',
};

export const verification = {
  methods,
  methodHints: {
    totp: 'Open your app and read the code',
    sms: 'We text you a code',
    email: 'We e-mail you a code',
    webauthn: 'Fingerprint, face, or security key',
    backup_code: 'One of the codes you saved',
  } satisfies Record<Method, string>,
  where: {
    totp: 'Enter the 6 digits that your authenticator app shows now.',
    sms: (destination: string) => `We have sent a text with 6 digits to ${destination}.`,
    email: (destination: string) => `We have sent an e-mail with 6 digits to ${destination}.`,
    webauthn: 'Your device will ask for your fingerprint, face, PIN or security key.',
    backup_code: 'Enter one of the backup codes that you saved. Each works once.',
  },
  delivery: {
    queued: 'On its way…',
    sending: 'On its way…',
    sent: 'Sent',
    failed: 'It could not be delivered. Use another method, or send it again.',
    expired: 'It was not delivered in time. Send a new one.',
  },
  reference: (reference: string) => `Reference ${reference}`,
  referenceHint: 'The message with your code shows the same reference.',
  code: 'Verification code',
  backupCode: 'Backup code',
  button: 'Verify',
  withPasskey: 'Use passkey',
  passkeyStopped: {
    title: 'The passkey was not used',
    detail: 'You closed the question of your device, or it took too long. Try again, or use another method.',
  },
  expiresIn: (left: string) => `The code is good for ${left}`,
  expired: 'The code has expired.',
  resend: 'Send a new code',
  resendIn: (left: string) => `New code in ${left}`,
  resent: 'A new code is on its way. The one before no longer works.',
  attemptsLeft: (count: number) => {
    if (count === 0) return 'No tries are left: codes are locked for a while.';
    return count === 1 ? 'One try is left.' : `${count} tries are left.`;
  },
  tryAgainAt: (left: string) => `You can try again in ${left}.`,
  locked: {
    title: 'Too many wrong codes',
    detail:
      'Payment approval is locked for your protection. Nothing was paid, and your approval stays ready.',
    passkey: 'A passkey still works.',
  },
  tooManyAttempts: {
    title: 'Too many tries',
    detail: 'Codes are paused for a while for your protection.',
  },
  codesDisabled: {
    title: 'Codes are switched off for your account',
    detail:
      'There were too many wrong ones. Use a passkey or a backup code, and set up your second step anew.',
  },
  another: 'Try another way',
  chooseMethod: 'How do you want to confirm?',
  phone: (destination: string) => `Text to ${destination}`,
  trustDevice: 'Trust this device for 30 days',
  trustDeviceHint: 'Only on a device of your own. Payments may still ask for a code.',
  cancel: 'Cancel',
  dialogTitle: 'Confirm it is you',
  dialogTitleWith: (amount: string) => `Confirm ${amount}`,
  dialogWhy: 'This changes the security of your account, so we ask for your second step.',
  neverShare: 'Never share this code. We will not ask you for it.',
  needsFactor: {
    title: 'Set up a second step first',
    detail: 'This needs a second step that your account does not have yet.',
  },
};
