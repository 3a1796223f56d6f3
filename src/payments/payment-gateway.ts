import type { CaptureOutcome } from './payment';

export interface AuthorizeRequest {
  /** Ours; the gateway does the work at most once under it. */
  key: string;
  amount: bigint;
  currency: string;
  paymentMethod: string;
}

/**
 * - `many`: payments may be captured from it until it is used up
 * - `one`: the first capture ends it, and what that leaves goes back to the payer
 */
export type Captures = 'one' | 'many';

export type DeclineReason =
  | 'declined'
  | 'insufficient-funds'
  | 'limit-exceeded'
  | 'card-expired'
  | 'card-details-wrong'
  | 'card-not-supported'
  | 'payment-method-unknown'
  | 'authentication-required'
  | 'currency-not-supported'
  | 'amount-not-payable';

export interface HeldAtGateway {
  reference: string;
  expiresAt: Date;
  captures: Captures;
}

export type AuthorizeOutcome =
  | ({ kind: 'authorized' } & HeldAtGateway)
  | { kind: 'declined'; reason: DeclineReason };

export interface CaptureRequest {
  /** The payment's id: stored before the call and never made anew. */
  key: string;
  authorizationReference: string;
  amount: bigint;
  currency: string;
  /** What the authorization allows, see `Captures`. */
  captures: Captures;
}

/** As people know it. */
export interface OfferedPaymentMethod {
  /** The gateway's token. */
  reference: string;
  brand: string;
  last4: string;
  /** For test cards: what it does. */
  label: string | null;
  isTest: boolean;
}

/** Where the money is. Never called while a transaction is open. */
export abstract class PaymentGateway {
  /**
   * How long after its first use a key still makes a call single, in milliseconds. An older key is only asked for: under it
   * the gateway would do the work a second time.
   */
  abstract readonly keyLifeMs: number;

  /** Whether one authorization bears several captures at once; else they are made one after another. */
  abstract readonly capturesInParallel: boolean;

  /** How many captures of one approval it is asked for at once. */
  readonly capturesAtOnce: number = 8;

  /** What every payer may choose from. Empty where the gateway keeps none: payers name theirs by its reference then. */
  readonly paymentMethods: readonly OfferedPaymentMethod[] = [];

  /** Holds money of the payer. Safe to repeat under the same key during its life. @throws when there is no clear answer */
  abstract authorize(request: AuthorizeRequest): Promise<AuthorizeOutcome>;

  /** What became of a key that is too old to be repeated; null when no money was ever held under it. @throws when there is no clear answer */
  abstract lookUpAuthorization(key: string): Promise<AuthorizeOutcome | null>;

  /** Takes held money, at most once a key. Never throws: no clear answer is `unknown`. */
  abstract capture(request: CaptureRequest): Promise<CaptureOutcome>;

  /**
   * What became of a capture, without capturing. Null when nothing was taken under its key; `unknown` when the gateway
   * answers and yet cannot tell. @throws when there is no clear answer
   */
  abstract lookUp(request: CaptureRequest): Promise<CaptureOutcome | null>;

  /** Lets what is left of the held money go; done already is done. @throws when there is no clear answer */
  abstract void(authorizationReference: string): Promise<void>;
}
