import { entry } from './notice-entry';

type Outcome = 'open' | 'won' | 'lost' | 'closed';

const outcomes: Record<Outcome, string> = {
  open: 'The bank looks into it.',
  won: 'The bank has decided that it was in order: the payments stand.',
  lost: 'The bank has decided that it was not in order: the money went back to the client.',
  closed: 'The bank has left it at that: the payments stand.',
};

/** What people are told about their payments. */
export const moneyNotices = {
  'payments-held': entry<{ until: string | null }>({
    severity: 'warning',
    title: 'Your payments are on hold',
    body: ({ until }, say) =>
      until
        ? `Payments that you approve are on hold until ${say.time(until)}.`
        : 'Payments that you approve are on hold until we have looked into it.',
    wasntMe: false,
  }),
  'risk-hold-placed': entry({
    severity: 'warning',
    title: 'A payment waits for somebody to look at it',
    body: () =>
      'Much about a payment is unusual, so it is on hold although its code was right. Talk to the client, then lift the hold, or leave it.',
    wasntMe: false,
    action: 'review-holds',
    inAppOnly: true,
  }),
  'hold-lifted': entry({
    severity: 'warning',
    title: 'A hold on your payments was lifted',
    body: () =>
      'Our staff lifted a hold on your payments. Those that no other hold stops are released now; nothing else changed.',
    wasntMe: true,
    action: 'check-security',
  }),
  'dispute-opened': entry<{ amount: string; status: Outcome }>({
    severity: 'warning',
    title: 'A charge to you is disputed',
    body: ({ amount }) =>
      `Your bank has been told that a charge of ${amount} was not in order, and has not decided yet. If it was not you who disputed it, talk to your bank.`,
    wasntMe: false,
  }),
  'dispute-decided': entry<{ amount: string; status: Outcome }>({
    severity: 'info',
    title: 'A dispute about a charge to you has ended',
    body: ({ amount, status }) => `The charge was ${amount}. ${outcomes[status]}`,
    wasntMe: false,
  }),
  'dispute-reported': entry<{ amount: string; status: Outcome }>({
    severity: 'warning',
    title: 'There is news of a dispute',
    body: ({ amount, status }) =>
      `A client disputes a charge of ${amount} with their bank. ${outcomes[status]} Disputes are answered where the charge was made.`,
    wasntMe: false,
    inAppOnly: true,
  }),
};
