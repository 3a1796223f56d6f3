import type { ProblemCode } from '../common/problem/catalogue';
import type { DeclineReason } from './payment-gateway';

interface Decline {
  problem: ProblemCode;
  /** What people are told, and what they can do. */
  detail: string;
}

const declines: Record<DeclineReason, Decline> = {
  declined: {
    problem: 'authorization-declined',
    detail: 'The bank declined without a reason. Use another payment method, or ask the bank.',
  },
  'insufficient-funds': {
    problem: 'authorization-declined',
    detail: 'The bank says that there are not enough funds. Use another payment method or a smaller amount.',
  },
  'limit-exceeded': {
    problem: 'authorization-declined',
    detail:
      'The amount exceeds a limit of the card. Ask the bank to raise it, or use another payment method.',
  },
  'card-expired': {
    problem: 'authorization-declined',
    detail: 'The card has expired. Use another payment method.',
  },
  'card-details-wrong': {
    problem: 'authorization-declined',
    detail: 'The details of the card are not correct. Enter them again.',
  },
  'card-not-supported': {
    problem: 'authorization-declined',
    detail: 'The card cannot be used for this kind of payment. Use another payment method.',
  },
  'payment-method-unknown': {
    problem: 'authorization-declined',
    detail: 'The payment provider does not know this payment method, or it was used up. Enter it again.',
  },
  'authentication-required': {
    problem: 'payment-authentication-required',
    detail:
      'The bank wants the holder of the card to confirm, which cannot be done here. Use another payment method.',
  },
  'currency-not-supported': {
    problem: 'amount-not-payable',
    detail: 'The payment method or its provider does not support the currency of the contract.',
  },
  'amount-not-payable': {
    problem: 'amount-not-payable',
    detail:
      'The amount is below the smallest or above the largest that the payment provider takes, or too finely divided.',
  },
};

export function declineOf(reason: DeclineReason | null): Decline {
  return declines[reason ?? 'declined'];
}
