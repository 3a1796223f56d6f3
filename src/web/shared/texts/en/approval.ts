import type { Approval } from '../../api/types';
import { plural } from '../plural';

type Reason = Approval['stepUp']['reasons'][number];

const why: Record<Reason, string> = {
  'first-payment': 'It is your first payment.',
  'always-required': 'You have asked us to confirm every payment.',
  'above-threshold': 'The amount is above your limit.',
  policy: 'Your kind of account always confirms payments.',
  'cumulative-exposure': 'You have paid a lot in a short time.',
  'new-payee': 'You pay somebody for the first time.',
  'unusual-activity': 'Something about this payment is unusual.',
  'below-threshold': 'The amount is below your limit.',
  'trusted-device': 'You trust this device.',
};

export const approval = {
  why,
  review: {
    title: 'Approve milestone',
    batchTitle: (count: number) => `Approve ${count} milestones`,
    lead: 'Step 1 of 2: check what will be paid.',
    details: 'What was delivered',
    preview: 'Payment',
    total: 'Total',
    subtotalOf: (name: string, count: number) => `${name}, ${plural(count, 'milestone', 'milestones')}`,
    method: 'Paid from',
    methodValue: 'Funds authorized for the contract',
    left: 'Authorization left',
    leftAfter: (left: string) => `${left} after this payment`,
    notEnough: {
      title: 'The authorized funds do not cover this',
      detail: 'Authorize more money for the contract first. Nothing is paid until then.',
    },
    none: {
      title: 'No live authorization',
      detail: 'There is no money held for this contract, or it has expired. Authorize funds first.',
    },
    fund: 'Authorize funds',
    button: (total: string) => `Approve & continue to payment (${total})`,
    next: 'We may ask for your second step. Nothing is paid before that.',
    empty: {
      title: 'Nothing to approve here',
      detail: 'These milestones are not waiting for approval. They may have been approved already.',
    },
    gone: (count: number) =>
      `${plural(count, 'milestone is', 'milestones are')} no longer waiting and left out.`,
    mixed: {
      title: 'Different currencies',
      detail: 'One approval has one currency. Go back and select milestones of the same currency.',
    },
    back: 'Back',
  },
  verify: {
    title: 'Payment security verification required',
    lead: 'Step 2 of 2: confirm it is you.',
    approving: 'You are approving',
    to: (payees: string) => `to ${payees}`,
    toMany: (count: number) => `to ${plural(count, 'payee', 'payees')}`,
    isNew: 'New payee',
    paidWith: 'Payment method',
    whyWeAsk: 'Why we ask',
    button: (total: string) => `Verify and pay ${total}`,
    cancel: 'Cancel approval',
    items: (count: number) => plural(count, 'milestone', 'milestones'),
    showItems: 'Show all milestones',
    hideItems: 'Hide milestones',
    unclear: {
      title: 'We could not see the answer',
      detail:
        'The connection broke while your code was on its way. We have checked: nothing was paid yet. Try again with the same code.',
    },
    stillUnclear: {
      title: 'The connection is gone',
      detail:
        'We do not know yet whether your code arrived. Your payment is safe: it is made once or not at all. This page asks by itself as soon as it can.',
      check: 'Ask now',
    },
    slow: 'This takes longer than usual. However long it takes, it is paid once or not at all.',
    funds: 'Authorize funds',
    otherSession: {
      title: 'This approval was begun in another session',
      detail: 'An approval belongs to the session it was begun in. Nothing was paid; start it again here.',
    },
  },
  result: {
    processing: 'Your payment is on its way',
    processingMany: 'Your payments are on their way',
    released: 'Paid',
    releasedMany: (count: number) => `All ${count} payments are released`,
    held: 'Approved, and on hold',
    failed: 'The payment failed',
    mixed: 'Some payments need your attention',
    live: 'This page follows along; you can leave it at any time.',
    counts: {
      released: (count: number) => `${count} released`,
      underWay: (count: number) => `${count} under way`,
      held: (count: number) => `${count} on hold`,
      failed: (count: number) => `${count} failed`,
    },
    retryFailed: (count: number) => `Try ${plural(count, 'failed payment', 'failed payments')} again`,
    retryHint: 'No new code is needed while the milestones are unchanged.',
    withoutCode: 'No code was needed:',
    outcomes: 'Outcome of each milestone',
    done: 'Back to the overview',
  },
  receipt: {
    title: 'Receipt',
    print: 'Print receipt',
    approval: 'Approval',
    payment: 'Payment reference',
    paidAt: 'Released',
    payer: 'Paid by',
    payee: 'Paid to',
    total: 'Total paid',
    method: 'Payment method',
    note: 'Released once, after approval by its client. Keep this page for your records.',
  },
  over: {
    cancelled: { title: 'This approval was cancelled', detail: 'Nothing was paid.' },
    void: {
      title: 'This approval is no longer valid',
      detail: 'A milestone was changed, or another approval took its place. Nothing was paid by it.',
    },
    again: 'Review again',
  },
};
