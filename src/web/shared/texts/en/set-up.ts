import type { FactorMethod } from '../../api/types';

const methods: Record<FactorMethod, { title: string; detail: string }> = {
  webauthn: {
    title: 'Passkey',
    detail: 'Fingerprint, face, PIN or security key. Nothing to type, and a fake site cannot use it.',
  },
  totp: {
    title: 'Authenticator app',
    detail: 'An app on your phone shows a new code every 30 seconds. Works without a network.',
  },
  sms: { title: 'Text message', detail: 'We text a code to your phone. Needs a mobile network.' },
  email: {
    title: 'E-mail',
    detail: 'We send a code to your address. The weakest way: large payments do not take it.',
  },
};

export const setUp = {
  title: 'Set up your second step',
  addTitle: 'Add another way to confirm',
  stepOf: (step: number, steps: number, name: string) => `Step ${step} of ${steps}: ${name}`,
  steps: { checklist: 'Get ready', method: 'Choose', connect: 'Connect', codes: 'Save codes', done: 'Done' },
  required: {
    title: 'Your account needs a second step before you can go on',
    detail: 'It takes about two minutes. Everything is where you left it afterwards.',
  },
  graceUntil: (day: string) => `Your account needs a second step by ${day}.`,
  checklist: {
    lead: 'After this, nobody can sign in or release your money with your password alone.',
    items: [
      { title: 'Two minutes of time', detail: 'You can stop at any point and start again.' },
      {
        title: 'Your phone, or the device you always use',
        detail: 'It will prove that it is you, with an app, a text or a passkey.',
      },
      {
        title: 'A safe place for ten backup codes',
        detail: 'A password manager, or a printer. They let you in when your phone is gone.',
      },
    ],
    button: 'Start',
  },
  method: {
    lead: 'How do you want to confirm that it is you? You can add more ways later.',
    recommended: 'Strongest',
    active: 'Already set up',
    unsupported: 'This browser cannot use passkeys.',
    none: {
      title: 'No way to confirm can be set up right now',
      detail: 'All of them are switched off for the moment. Try again later.',
    },
  },
  methods,
  totp: {
    scan: 'Scan this with your authenticator app',
    apps: 'Any authenticator app will do, for example the one that is built into your password manager.',
    qrAlt: 'QR code for your authenticator app. The same key can be typed by hand below.',
    onThisDevice: 'Open in an app on this device',
    byHand: 'Cannot scan it? Type this key into the app.',
    key: 'Key',
    reveal: 'Show the key',
    hide: 'Hide the key',
    copy: 'Copy the key',
    hidden: 'The key is hidden.',
    enter: 'Then enter the 6 digits that the app shows',
    button: 'Connect the app',
    clock: 'If a right code is refused, let your phone set its clock by itself.',
  },
  sms: {
    phone: 'Mobile number',
    phoneHint: 'With the country code, for example +1 201 555 0123.',
    phoneInvalid: 'Begin with + and the country code, then the number.',
    consent:
      'Send security codes to this phone number by SMS. Message and data rates may apply. The number is used for nothing else. Reply STOP to end, or remove the phone from your second factors.',
    consentMissing: 'We may text you only if you agree.',
    button: 'Text me a code',
    unusable: 'We cannot text this number. Use a mobile number in one of the countries we serve.',
    known: 'This phone is set up already.',
  },
  sent: { button: 'Confirm' },
  passkey: {
    lead: 'Your device asks for your fingerprint, face or PIN, and keeps the passkey for you.',
    label: 'Name of this passkey',
    labelHint: 'So that you recognise it later, for example “Laptop” or “Key on my key ring”.',
    labelDefault: 'This device',
    button: 'Create the passkey',
    exists: {
      title: 'This device has a passkey for your account already',
      detail: 'Use another device or security key, or go back and choose another way.',
    },
  },
  savedCodes: {
    title: 'Save your backup codes',
    lead: 'Each code works once in place of your second step, for example when your phone is lost. We show them only now.',
    list: 'Backup codes',
    recovery: 'Recovery code',
    recoveryHint:
      'Keep it apart from the others. It helps to get the account back when everything else is gone; no code field takes it.',
    download: 'Download',
    print: 'Print',
    copy: 'Copy',
    copied: 'Copied',
    saved: 'I have saved my codes',
    button: 'Continue',
    leaving: 'Your backup codes are shown only now. Leave without saving them?',
    fileName: 'shopflow-backup-codes.txt',
    file: ({ codes, recovery, day }: { codes: string; recovery: string; day: string }) =>
      `ShopFlow backup codes, ${day}\n\nEach works once in place of your second step:\n\n${codes}\n\nRecovery code, only for getting the account back:\n\n${recovery}\n\nKeep this where only you can read it. Nobody at ShopFlow will ever ask for these codes.\n`,
  },
  done: {
    title: 'Your account is protected',
    lead: 'From now on we ask for your second step when you sign in and when you release money.',
    added: (method: string) =>
      `“${method}” is ready to use. Other places where you were signed in are signed out.`,
    second: {
      title: 'Add a second way',
      detail: 'If a phone breaks or a device is lost, another way spares you the backup codes.',
      button: 'Add another way',
    },
    finish: 'Go to the overview',
    security: 'Security settings',
  },
  backToMethods: 'Choose another way',
  confirmFirst: 'Adding a way to confirm changes who can release your money, so please confirm it is you.',
};
