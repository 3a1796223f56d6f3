/** What a person agrees to with `consent: true`. A change of the text is a new version. */
export const SMS_CONSENT = {
  version: '2025-11-20',
  text:
    'Send security codes to this phone number by SMS. Message and data rates may apply. ' +
    'The number is used for nothing else. Reply STOP to end, or remove the phone from your second factors.',
} as const;

/** `stop`: the person answered a message with STOP. `factor-removed`: the phone, or its unfinished set-up, is gone. */
export type ConsentWithdrawal = 'factor-removed' | 'stop';
