import type { ProblemDefinition } from './problem-definition';

/** Problems of milestones, approvals, authorizations and payments. */
export const moneyProblems = {
  'hold-needs-another-admin': {
    status: 403,
    title: 'Another admin has to lift this hold',
    detail: 'You placed it, took part in what it guards against, or it stops your own payments.',
  },
  'approval-void': {
    status: 409,
    title: 'The approval is no longer valid',
    detail: 'What it approved has changed. Start a new approval.',
  },
  'approval-not-pending': {
    status: 409,
    title: 'The approval is not waiting for a code',
    detail: 'Read its status.',
  },
  'authorization-expired': {
    status: 409,
    title: 'The authorization of funds has expired',
    detail: 'Fund a new authorization, then enter the code again.',
  },
  'authorization-insufficient': {
    status: 409,
    title: 'The authorization does not cover the amount',
    detail: 'Fund a larger authorization, then try again.',
  },
  'authorization-in-use': {
    status: 409,
    title: 'Payments from this authorization are under way',
    detail: 'Wait until they are released or have failed.',
  },
  'authorization-not-voidable': {
    status: 409,
    title: 'The authorization holds no money that could be given back',
    detail: 'Read its status.',
  },
  'nothing-to-hold': {
    status: 409,
    title: 'There is nothing left to stop',
    detail: 'It was released, has failed or has ended.',
  },
  'hold-over': {
    status: 409,
    title: 'The hold is over already',
    detail: 'It was lifted or its end had come. There is nothing to lift.',
  },
  'milestone-not-approvable': {
    status: 409,
    title: 'A milestone cannot be approved now',
    detail: 'Only submitted milestones can be approved.',
  },
  'milestone-not-editable': {
    status: 409,
    title: 'The milestone can no longer be changed',
    detail: 'It has been approved, paid or cancelled.',
  },
  'milestone-not-submittable': {
    status: 409,
    title: 'The milestone cannot be submitted now',
    detail: 'Only pending milestones can be submitted.',
  },
  'mixed-currencies': {
    status: 409,
    title: 'One approval has one currency',
    detail: 'Approve the milestones of each currency apart.',
  },
  'payment-not-cancellable': {
    status: 409,
    title: 'The payment cannot be cancelled any more',
    detail: 'Only a payment on hold that was never started can.',
  },
  'payment-held': {
    status: 409,
    title: 'The payment is on hold',
    detail: 'Read the payment: it says why and until when. It goes on by itself.',
  },
  'payment-not-retryable': {
    status: 409,
    title: 'The payment cannot be tried again',
    detail: 'Only failed payments of an approved, unchanged milestone can.',
  },
  'amount-not-payable': {
    status: 422,
    title: 'The amount cannot be paid',
    detail: 'Choose an amount within the limits.',
  },
  'authorization-declined': {
    status: 422,
    title: 'The payment method was declined',
    detail: 'Use another payment method.',
  },
  'payment-authentication-required': {
    status: 422,
    title: 'The bank wants the payment to be confirmed',
    detail: 'No money was held. Use a payment method that needs no confirmation by its bank.',
  },
  'payee-not-found': {
    status: 422,
    title: 'There is no payee with this address',
    detail: 'Ask the payee to register first.',
  },
  'contract-ended': {
    status: 409,
    title: 'The contract has ended',
    detail: 'One of its parties is gone. Nothing can be added to it.',
  },
} as const satisfies Record<string, ProblemDefinition>;
