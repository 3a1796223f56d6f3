export const links = {
  signIn: 'Go to sign in',
  incomplete: {
    title: 'This link is not complete',
    detail: 'A part is missing, or this page was loaded again. Open the link from the message once more.',
  },
  setPassword: {
    title: 'Set a password',
    lead: 'It ends every session of your account. A second step stays as it is.',
    label: 'New password',
    button: 'Set password',
    another: 'Ask for a new link',
    doneTitle: 'Your password is set',
    done: 'You can sign in with it now.',
    toSignIn: 'Sign in',
  },
  securityReport: {
    title: 'This wasn’t me',
    lead: 'If it was not you, confirm it here. Then at once:',
    points: [
      'all sessions of your account end, on every device,',
      'no device is trusted any more,',
      'payments from your account stop until we have looked into it,',
      'your password no longer opens the account: we mail you a link to set a new one.',
    ],
    button: 'Secure my account',
    wasMe: 'If it was you, close this page. Nothing has happened.',
    doneTitle: 'Your account is secured',
    next: [
      'Look into your mailbox: a link to set a new password is on its way. If it does not come, ask for one below.',
      'Sign in with it, check your second step and your devices, and remove what is not yours.',
      'We look into what happened and write to you. Until then no payment leaves your account.',
    ],
    askForLink: 'Ask for the link again',
  },
};
