import type { RecoveryState } from '../../api/types';

type Step = RecoveryState['timeline'][number];

export const recovery = {
  signIn: 'Back to sign in',
  home: 'Back to the overview',
  request: {
    title: 'Get back into your account',
    lead: 'For when your device is gone and no backup code is left. With a backup code, sign in with it instead: that is much faster.',
    help: 'What happens, step by step',
    reason: 'What happened?',
    reasonHint: 'A person of our staff will read this.',
    code: 'Recovery code (optional)',
    codeHint: '16 letters and digits that you saved with your backup codes. It makes the wait much shorter.',
    button: 'Ask for recovery',
    sentTitle: 'We have your request',
    sent: (email: string) =>
      `If there is an account for ${email}, we have sent a message there. Nothing has changed in it so far.`,
    next: [
      'A person looks into it, and may call you back at the number that we know.',
      'When it is approved there is a wait, so that the owner of the account can stop it.',
      'Then a link comes by e-mail. Open it on the device that you want to use.',
      'Never tell a code or your password to anybody. We do not ask for them.',
    ],
  },
  veto: {
    title: 'Stop the recovery of your account',
    lead: 'Somebody has asked to replace the second step of your account because it was lost.',
    explanation:
      'If that was not you, stop it here. It works at any time before a new second step is there, and changes nothing else.',
    button: 'Stop the recovery',
    howFar: 'See how far it is',
    doneTitle: 'The recovery is stopped',
    done: 'Your second step is as it was. Whoever asked knew your address, or can read your mailbox. If in doubt, change the password of the mailbox, and that of your account.',
  },
  complete: {
    title: 'Set up a new second step',
    lead: 'This opens your account on this device, once, to set up a new second step. Then at once:',
    points: [
      'all other sessions of your account end,',
      'no device is trusted any more,',
      'payments from your account wait for a day.',
    ],
    explanation:
      'What you had before stops working when the new second step is set up, not before. Who closes the browser in between has to ask for a recovery again.',
    button: 'Go on',
    again: 'Ask for a recovery again',
  },
  status: {
    title: 'Recovery of your account',
    lead: 'The messages about the recovery hold a link that shows how far it is.',
    none: 'Nobody has asked to recover the account that you are signed in to. For another account, the messages about its recovery hold a link.',
    link: 'Link from one of our messages',
    linkHint: 'The link that stops the recovery will do. Nothing is stopped by showing it here.',
    button: 'Show how far it is',
    until: (time: string) => `Until ${time}`,
    timeline: 'What has happened',
    notMe: 'Was it not you?',
    stop: 'Stop the recovery',
    states: {
      requested: { title: 'Waiting for a review', detail: 'A person of our staff will look into it.' },
      'cooling-off': {
        title: 'Approved, and waiting',
        detail: 'The wait gives the owner of the account time to stop it. A link by e-mail comes after that.',
      },
      ready: {
        title: 'The link is in your mailbox',
        detail: 'It works once. Open it on the device that you want to use from now on.',
      },
      enrolling: {
        title: 'The link was used',
        detail: 'A new second step can be set up now. The old ones work until that is done.',
      },
      completed: {
        title: 'Done: there is a new second step',
        detail: 'What you had before no longer works. Payments wait for a day.',
      },
      rejected: { title: 'Rejected', detail: 'Our staff has turned it down. Nothing has changed.' },
      vetoed: { title: 'Stopped', detail: 'It was stopped by a link of our messages. Nothing has changed.' },
      expired: {
        title: 'Not finished in time',
        detail: 'Nothing has changed. You can ask for a recovery again.',
      },
    } satisfies Record<RecoveryState['status'], { title: string; detail: string }>,
    events: {
      opened: 'Asked for',
      granted: 'Granted as an emergency',
      approved: 'Approved',
      'cooled-off': 'The wait is over, the link was sent',
      'link-used': 'The link was used',
      completed: 'A new second step was set up',
      rejected: 'Rejected',
      vetoed: 'Stopped',
      expired: 'Ran out of time',
    } satisfies Record<Step['event'], string>,
    by: { owner: 'by the owner', admin: 'by our staff', system: 'by itself' } satisfies Record<
      Step['by'],
      string
    >,
  },
};
