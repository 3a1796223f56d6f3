import type { ReactNode } from 'react';

export interface Reasons {
  reason: string;
  /** Empty when none was asked for. */
  ticket: string;
}

/** Proves who acts, and that one act happens once. */
export interface ActHeaders {
  'X-2FA-Challenge': string;
  'Idempotency-Key': string;
}

export interface Act {
  /** What will happen. */
  about: ReactNode;
  /** Whatever makes it another act when it changes, e.g. what it is done to. */
  attempt: string;
  act: (headers: ActHeaders) => Promise<unknown>;
  /** What is said after it. */
  done: string;
  /** Where one can see what became of it. */
  next?: { to: string; label: string };
  /** After it, e.g. to empty the form it came from. */
  onDone?: () => void;
}

export interface ReasonedAct extends Omit<Act, 'act'> {
  /** Of the dialog that asks for the reason. */
  title: string;
  needsTicket?: boolean;
  act: (headers: ActHeaders, given: Reasons) => Promise<unknown>;
}
