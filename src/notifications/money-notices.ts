import { entry } from './notice-entry';

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
};
