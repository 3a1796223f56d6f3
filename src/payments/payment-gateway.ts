import type { CaptureOutcome } from './payment';

export interface AuthorizeRequest {
  /** Ours; the gateway does the work at most once under it. */
  key: string;
  amount: bigint;
  currency: string;
  paymentMethod: string;
}

export type AuthorizeOutcome =
  | { kind: 'authorized'; reference: string; expiresAt: Date }
  | { kind: 'declined' };

export interface CaptureRequest {
  /** The payment's id: stored before the call and never made anew. */
  key: string;
  authorizationReference: string;
  amount: bigint;
  currency: string;
}

/** Where the money is. Never called while a transaction is open. */
export abstract class PaymentGateway {
  /** Holds money of the payer. Safe to repeat under the same key. @throws when there is no clear answer */
  abstract authorize(request: AuthorizeRequest): Promise<AuthorizeOutcome>;

  /** Takes held money, at most once a key. Never throws: no clear answer is `unknown`. */
  abstract capture(request: CaptureRequest): Promise<CaptureOutcome>;

  /** What became of a key; null when the gateway has never seen it. @throws when there is no clear answer */
  abstract lookUp(key: string): Promise<CaptureOutcome | null>;

  /** Lets what is left of the held money go. @throws when there is no clear answer */
  abstract void(authorizationReference: string): Promise<void>;
}
