import { adminNotices } from './admin-notices';
import { moneyNotices } from './money-notices';
import { entry } from './notice-entry';
import { recoveryNotices } from './recovery-notices';

type Method = 'webauthn' | 'totp' | 'sms' | 'email';

const methodNames: Record<Method, string> = {
  webauthn: 'a passkey',
  totp: 'an authenticator app',
  sms: 'codes by text message',
  email: 'codes by e-mail',
};

const backupCodeUses = {
  login: 'to log in',
  payment: 'to approve a payment',
  enrolment: 'to add a second factor',
  'manage-factors': 'to change your second factors',
  'change-security-settings': 'to change your security settings',
  'change-email': 'to change your e-mail address',
  'export-data': 'to take a copy of your data',
  'admin-recovery': 'to act on the account of somebody else',
};

/**
 * Everything that people are told about their accounts. A new kind is one entry here; the test
 * `every-notice.spec.ts` then fails until a flow of the API has produced it.
 */
export const noticeCatalogue = {
  'two-factor-enabled': entry<{ method: Method }>({
    severity: 'info',
    title: 'Two-factor authentication was turned on',
    body: ({ method }) =>
      `Your account is now protected by a second factor: ${methodNames[method]}. All other sessions have ended.`,
    wasntMe: true,
    action: 'check-security',
  }),
  'two-factor-disabled': entry({
    severity: 'critical',
    title: 'Two-factor authentication was turned off',
    body: () => 'All second factors and backup codes were removed. A password alone opens your account now.',
    wasntMe: true,
    action: 'check-security',
  }),
  'factor-added': entry<{ method: Method }>({
    severity: 'warning',
    title: 'A second factor was added',
    body: ({ method }) =>
      `Your account has another second factor: ${methodNames[method]}. All other sessions have ended.`,
    wasntMe: true,
    action: 'check-security',
  }),
  'factor-removed': entry<{ methods: Method[] }>({
    severity: 'warning',
    title: 'A second factor was removed',
    body: ({ methods }) =>
      `It no longer opens your account: ${methods.map((method) => methodNames[method]).join(', ')}.`,
    wasntMe: true,
    action: 'check-security',
  }),
  'factor-renamed': entry<{ method: Method; label: string }>({
    severity: 'info',
    title: 'A second factor was renamed',
    body: ({ method, label }) =>
      `One of your second factors (${methodNames[method]}) is now called “${label}”.`,
    wasntMe: true,
    action: 'check-security',
  }),
  'preferred-factor-changed': entry<{ method: Method; preferred: boolean }>({
    severity: 'info',
    title: 'Your preferred second factor was changed',
    body: ({ method, preferred }) =>
      preferred
        ? `You are asked for ${methodNames[method]} first from now on.`
        : `You are no longer asked for ${methodNames[method]} first.`,
    wasntMe: true,
    action: 'check-security',
  }),
  'device-trusted': entry<{ device: string; until: string }>({
    severity: 'warning',
    title: 'A device was trusted',
    body: ({ device, until }, say) =>
      `${device} was trusted: it will not be asked for a second step at login until ${say.time(until)}.`,
    wasntMe: true,
    action: 'check-security',
  }),
  'device-copied': entry<{ device: string }>({
    severity: 'critical',
    title: 'A trusted device is no longer trusted',
    body: ({ device }) =>
      `${device} is no longer trusted. An old copy of its key was used together with your password.`,
    wasntMe: true,
    action: 'check-security',
  }),
  'new-login': entry({
    severity: 'warning',
    title: 'A login from a new device',
    body: () =>
      'Somebody logged in to your account from a device or network that it has not been used from lately.',
    wasntMe: true,
    action: 'check-security',
  }),
  'session-ended': entry<{ device: string }>({
    severity: 'info',
    title: 'One of your sessions was ended',
    body: ({ device }) => `The session on ${device} was ended from another one of yours.`,
    wasntMe: true,
    action: 'check-security',
  }),
  'payment-approval-locked': entry<{ until: string }>({
    severity: 'critical',
    title: 'Payment approval was locked',
    body: ({ until }, say) =>
      `Payment approval was locked after three wrong codes in a row. It opens again by itself at ${say.time(until)}.`,
    wasntMe: true,
    action: 'check-security',
  }),
  'codes-disabled': entry<{ failures: number }>({
    severity: 'critical',
    title: 'Your second factor was disabled',
    body: ({ failures }) =>
      `Your second factor was disabled after ${failures} wrong codes in a row. Use a passkey or a backup code to set it up anew.`,
    wasntMe: true,
    action: 'check-security',
  }),
  'passkey-copied': entry({
    severity: 'critical',
    title: 'A passkey was refused',
    body: () => 'A passkey was refused because there may be a copy of it. Remove it unless you know why.',
    wasntMe: true,
    action: 'check-security',
  }),
  'backup-code-used': entry<{ purpose: keyof typeof backupCodeUses; remaining: number }>({
    severity: 'warning',
    title: 'A backup code was used',
    body: ({ purpose, remaining }) =>
      `A backup code was used ${backupCodeUses[purpose]}; ${remaining} of them left.`,
    wasntMe: true,
    action: 'check-security',
  }),
  'backup-codes-low': entry<{ remaining: number }>({
    severity: 'warning',
    title: 'You are low on backup codes',
    body: ({ remaining }) => `Only ${remaining} backup codes are left. Make a new set before you run out.`,
    wasntMe: false,
    action: 'make-backup-codes',
  }),
  'backup-codes-renewed': entry({
    severity: 'warning',
    title: 'New backup codes were made',
    body: () => 'New backup codes were made; the old ones are void.',
    wasntMe: true,
    action: 'check-security',
  }),
  'password-changed': entry({
    severity: 'warning',
    title: 'Your password was changed',
    body: () => 'The password was changed. All other sessions have ended, and no device is trusted any more.',
    wasntMe: true,
    action: 'check-security',
  }),
  'password-reset': entry({
    severity: 'critical',
    title: 'A new password was set through a link',
    body: () =>
      'A new password was set through a link that was sent to you. All sessions have ended, and no device is trusted any more.',
    wasntMe: true,
    action: 'check-security',
  }),
  'email-change-requested': entry<{ to: string }>({
    severity: 'warning',
    title: 'Another e-mail address was asked for',
    body: ({ to }) =>
      `Somebody who knows your password wants to change the e-mail address of your account to ${to}. It changes once the code is entered that we sent there.`,
    wasntMe: true,
    action: 'check-security',
  }),
  'email-changed': entry<{ to: string; emailFactorRemoved: boolean }>({
    severity: 'critical',
    title: 'The e-mail address of your account was changed',
    body: ({ to, emailFactorRemoved }) =>
      [
        `The e-mail address of your account is now ${to}. All other sessions have ended, no device is trusted any more, and payments that need a code wait for a day.`,
        ...(emailFactorRemoved
          ? ['Codes by e-mail are no second factor any more; set them up again if you want to.']
          : []),
      ].join(' '),
    wasntMe: true,
    action: 'check-security',
  }),
  'security-settings-loosened': entry<{ alwaysRequiredOff: boolean; thresholdRaised: boolean }>({
    severity: 'critical',
    title: 'Your payment security was loosened',
    body: ({ alwaysRequiredOff, thresholdRaised }) =>
      [
        'Your payment security settings were loosened.',
        ...(alwaysRequiredOff ? ['A code is no longer asked for at every payment.'] : []),
        ...(thresholdRaised ? ['The amount up to which no code is asked for was raised.'] : []),
      ].join(' '),
    wasntMe: true,
    action: 'check-security',
  }),
  ...moneyNotices,
  'sms-stopped': entry({
    severity: 'warning',
    title: 'Text messages to your phone were stopped',
    body: () =>
      'Text messages to your phone were stopped by an answer from it; codes cannot be sent there any more. Answer START to allow them again.',
    wasntMe: true,
    action: 'check-phone',
  }),
  'sms-resumed': entry({
    severity: 'info',
    title: 'Text messages to your phone were allowed again',
    body: () => 'Text messages to your phone were allowed again by an answer from it.',
    wasntMe: true,
    action: 'check-phone',
  }),
  'sms-undelivered': entry<{ destination: string }>({
    severity: 'warning',
    title: 'A text message could not be delivered',
    body: ({ destination }) =>
      `A text message to ${destination} could not be delivered. Check the phone, or use another second factor.`,
    wasntMe: false,
    action: 'check-phone',
  }),
  'email-undelivered': entry({
    severity: 'warning',
    title: 'An e-mail could not be delivered',
    body: () =>
      'An e-mail to your address could not be delivered. Make sure that your mailbox works: we write to it when something changes.',
    wasntMe: false,
    action: 'check-email',
    inAppOnly: true,
  }),
  'account-reported': entry<{ about: string }>({
    severity: 'critical',
    title: 'Your account was secured',
    body: ({ about }) =>
      `It was reported that this was not you: “${about}”. All sessions have ended, no device is trusted any more and payments are on hold until we have looked into it. A link to set a new password comes in another message. Log in with it, and remove second factors and devices that are not yours.`,
    wasntMe: false,
    action: 'check-security',
  }),
  ...adminNotices,
  ...recoveryNotices,
};

export type NoticeKind = keyof typeof noticeCatalogue;
export type ParamsOf<Kind extends NoticeKind> = Parameters<(typeof noticeCatalogue)[Kind]['body']>[0];

/** Its kind together with what the words of that kind need, e.g. `{ kind: 'factor-added', method: 'totp' }`. */
export type Notice = { [Kind in NoticeKind]: { kind: Kind } & ParamsOf<Kind> }[NoticeKind];
