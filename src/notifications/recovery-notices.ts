import { entry } from './notice-entry';

const endings = {
  vetoed: 'was stopped by a link from one of our messages. Nothing has changed in your account',
  rejected: 'was rejected by our staff. Nothing has changed in your account',
  expired: 'was not finished in time. Nothing has changed in your account; it can be asked for again',
};

const ways = {
  recovery: 'A new second factor has taken the place of all that you had before, after an account recovery.',
  'lost-device':
    'A new second factor has taken the place of all that you had before, after a login with a backup code.',
};

/** What people and admins are told when factors were lost. Links to stop it stand beside these words. */
export const recoveryNotices = {
  'recovery-requested': entry<{ byStaff: boolean }>({
    severity: 'critical',
    title: 'Somebody wants to recover your account',
    body: ({ byStaff }) =>
      `${byStaff ? 'Our staff' : 'Somebody'} has asked to replace the second factors of your account because they were lost. It will be reviewed. If it was not you, stop it now.`,
    wasntMe: false,
    action: 'follow-recovery',
  }),
  'recovery-approved': entry<{ until: string }>({
    severity: 'critical',
    title: 'The recovery of your account was approved',
    body: ({ until }, say) =>
      `The request to replace the second factors of your account was approved. A link to do so will be sent at ${say.time(until)}. If it was not you, stop it before.`,
    wasntMe: false,
    action: 'follow-recovery',
  }),
  'recovery-ready': entry<{ until: string; emergency: boolean }>({
    severity: 'critical',
    title: 'Your account can be recovered now',
    body: ({ until, emergency }, say) =>
      `${emergency ? 'Two of our staff have granted you emergency access. ' : ''}The link in the e-mail opens your account to set up a new second factor, once and until ${say.time(until)}. If you did not ask for it, stop it now.`,
    wasntMe: false,
    action: 'follow-recovery',
  }),
  'recovery-begun': entry({
    severity: 'critical',
    title: 'The recovery of your account has begun',
    body: () =>
      'The link to recover your account was used. All sessions have ended, no device is trusted any more, and payments wait. Your second factors stay until a new one is set up. If it was not you, stop it now.',
    wasntMe: false,
    action: 'follow-recovery',
  }),
  'recovery-ended': entry<{ how: keyof typeof endings }>({
    severity: 'warning',
    title: 'The recovery of your account has ended',
    body: ({ how }) => `The recovery of your account ${endings[how]}.`,
    wasntMe: false,
    action: 'check-security',
  }),
  'factors-replaced': entry<{ way: keyof typeof ways; until: string | null }>({
    severity: 'critical',
    title: 'Your second factors were replaced',
    body: ({ way, until }, say) =>
      `${ways[way]} Old factors and backup codes no longer work.${until ? ` Payments wait until ${say.time(until)}.` : ''}`,
    wasntMe: true,
    action: 'check-security',
  }),
  'lost-device-login': entry({
    severity: 'critical',
    title: 'A backup code was used because a device was lost',
    body: () =>
      'Somebody logged in with a backup code and said that the device is lost. Their session can only set up a new second factor; payments wait for a day.',
    wasntMe: true,
    action: 'check-security',
  }),
  'recovery-waits': entry({
    severity: 'warning',
    title: 'A recovery request waits for a review',
    body: () => 'Somebody has lost their second factors and asks for a way back into their account.',
    wasntMe: false,
    action: 'review-recovery',
    inAppOnly: true,
  }),
  'recovery-stopped': entry({
    severity: 'critical',
    title: 'A recovery was stopped by its owner',
    body: () =>
      'Somebody said by a link that the recovery of their account is not theirs. Look into who asked for it.',
    wasntMe: false,
    action: 'review-recovery',
    inAppOnly: true,
  }),
  'emergency-access-given': entry({
    severity: 'critical',
    title: 'Emergency access was given to an account',
    body: () =>
      'Two admins have opened a way back into an account without the usual wait. A third person has to look into it and justify it within seven days.',
    wasntMe: false,
    action: 'review-recovery',
  }),
  'emergency-access-overdue': entry({
    severity: 'critical',
    title: 'An emergency access has not been justified',
    body: () =>
      'Seven days ago two admins gave emergency access to an account, and nobody who had no part in it has looked into it since.',
    wasntMe: false,
    action: 'review-recovery',
  }),
  'account-unlocked': entry({
    severity: 'warning',
    title: 'Payment approval was unlocked',
    body: () =>
      'Our staff ended the lock of payment approval in your account. The next code still has to be right.',
    wasntMe: true,
    action: 'check-security',
  }),
  'role-changed': entry<{ to: 'client' | 'payee' | 'admin' | 'auditor' }>({
    severity: 'critical',
    title: 'The type of your account was changed',
    body: ({ to }) =>
      `Two of our admins have changed the type of your account: it is now that of ${to === 'client' || to === 'payee' ? 'a' : 'an'} ${to}.`,
    wasntMe: true,
    action: 'check-security',
  }),
};
