import type { LiveHold } from './holds/hold';
import type { Captures } from './payment-gateway';

export interface ClaimedPayment {
  id: string;
  milestoneId: string;
  authorizationId: string;
  gatewayReference: string;
  amount: bigint;
  currency: string;
  captures: Captures;
  attempts: number;
  /** When the gateway may have seen its key for the first time. */
  firstAttemptAt: Date;
  /** Whether an unclear answer was recorded before. */
  alreadyUnknown: boolean;
  /** Whether an operator was called before. */
  alreadyStuck: boolean;
}

export interface CreatedPayments {
  payments: ClaimedPayment[];
  /** What stops them for the longest time: they were born held then, and nobody has claimed them. */
  hold: LiveHold | null;
}
