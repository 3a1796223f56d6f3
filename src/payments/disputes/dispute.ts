import type { Side } from '../holds/hold';

/**
 * - `open`: the bank has not decided → won, lost, closed
 * - `won`: the payment stands
 * - `lost`: the money went back to the client
 * - `closed`: an inquiry that never became a dispute
 */
export type DisputeStatus = 'open' | 'won' | 'lost' | 'closed';

export interface ReportedDispute {
  id: string;
  /** The gateway's name of the authorization. */
  authorizationReference: string;
  amount: bigint;
  currency: string;
  reason: string;
  status: DisputeStatus;
  openedAt: Date;
}

/** In plain words for the one who reads it. */
export function explainDispute(status: DisputeStatus, side: Side): string {
  return explanations[side][status];
}

const explanations: Record<Side, Record<DisputeStatus, string>> = {
  client: {
    open: 'Your bank has been told that this charge was not in order, and has not decided yet.',
    won: 'Your bank has decided that this charge was in order. The payment stands.',
    lost: 'Your bank has decided that this charge was not in order. You have the money back.',
    closed: 'Your bank has asked about this charge and left it at that. The payment stands.',
  },
  payee: {
    open: "The client's bank is looking into the charge that paid this. Nothing is decided yet; there is nothing you need to do.",
    won: "The client's bank has decided that the charge was in order. The payment stands.",
    lost: "The client's bank has decided against the charge that paid this: the money went back to the client.",
    closed:
      "The client's bank has asked about the charge that paid this and left it at that. The payment stands.",
  },
};

/** What a report tells that nobody has been told yet: that there is a dispute, how it ended, or nothing. */
export function newsOf(before: DisputeStatus | null, now: DisputeStatus): 'opened' | 'decided' | null {
  if (before === now) return null;
  return now === 'open' ? 'opened' : 'decided';
}
