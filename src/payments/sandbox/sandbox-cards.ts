import type { OfferedPaymentMethod } from '../payment-gateway';

export type SandboxBehaviour =
  | 'works'
  | 'authorization-declined'
  | 'insufficient-funds'
  | 'expires-soon'
  | 'single-capture'
  | 'capture-declined'
  | 'capture-hangs'
  | 'capture-answer-dropped';

interface Card {
  behaviour: SandboxBehaviour;
  brand: string;
  last4: string;
  label: string;
}

/** By reference: how each behaves, and what people see of it. */
const cards: Record<string, Card> = {
  pm_card_visa: { behaviour: 'works', brand: 'Visa', last4: '4242', label: 'Works' },
  pm_card_mastercard: { behaviour: 'works', brand: 'Mastercard', last4: '4444', label: 'Works' },
  pm_sandbox_authorization_declined: {
    behaviour: 'authorization-declined',
    brand: 'Visa',
    last4: '0002',
    label: 'Declined',
  },
  pm_sandbox_insufficient_funds: {
    behaviour: 'insufficient-funds',
    brand: 'Visa',
    last4: '9995',
    label: 'Insufficient funds',
  },
  pm_sandbox_expires_soon: {
    behaviour: 'expires-soon',
    brand: 'Visa',
    last4: '0069',
    label: 'Held for one second only',
  },
  pm_sandbox_single_capture: {
    behaviour: 'single-capture',
    brand: 'Visa',
    last4: '1000',
    label: 'Good for one payment, the rest goes back',
  },
  pm_sandbox_capture_declined: {
    behaviour: 'capture-declined',
    brand: 'Visa',
    last4: '0341',
    label: 'Declined when the payment is made',
  },
  pm_sandbox_capture_hangs: {
    behaviour: 'capture-hangs',
    brand: 'Visa',
    last4: '0119',
    label: 'Answers too late when the payment is made',
  },
  pm_sandbox_capture_answer_dropped: {
    behaviour: 'capture-answer-dropped',
    brand: 'Visa',
    last4: '0127',
    label: 'Pays, and its first answer is lost',
  },
};

/** Any other reference simply works. */
export function behaviourOf(paymentMethod: string): SandboxBehaviour {
  return (Object.hasOwn(cards, paymentMethod) && cards[paymentMethod]?.behaviour) || 'works';
}

export const sandboxCards: readonly OfferedPaymentMethod[] = Object.entries(cards).map(
  ([reference, { brand, last4, label }]) => ({ reference, brand, last4, label, isTest: true }),
);
