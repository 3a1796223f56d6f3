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
