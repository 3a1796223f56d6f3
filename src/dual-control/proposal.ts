import { DAY } from '../common/clock';

/** How long a second admin has to confirm. */
export const PROPOSAL_LIFETIME_MS = DAY;

/**
 * - `open`: waits for another admin; to any of the others
 * - `confirmed`: done, in the same moment
 * - `rejected`: another admin said no
 * - `withdrawn`: whoever made it thought better of it
 * - `expired`: nobody decided in time
 */
export const proposalStatuses = ['open', 'confirmed', 'rejected', 'withdrawn', 'expired'] as const;
export type ProposalStatus = (typeof proposalStatuses)[number];

export interface ProposalParties {
  openedBy: string;
  /** Whose account it is about; null when it is about none that exists. */
  subjectId: string | null;
}

/** Over by the clock, whether or not anybody has noted it. */
export function statusOf(
  { status, expiresAt }: { status: ProposalStatus; expiresAt: Date },
  now: Date,
): ProposalStatus {
  return status === 'open' && expiresAt <= now ? 'expired' : status;
}

/** It takes a second person, and nobody decides about themselves. */
export function mayConfirm(adminId: string, { openedBy, subjectId }: ProposalParties): boolean {
  return adminId !== openedBy && adminId !== subjectId;
}

/** What turning it down makes of it; null for whoever it is about, who would shield themselves. */
export function turnedDownBy(
  adminId: string,
  { openedBy, subjectId }: ProposalParties,
): 'rejected' | 'withdrawn' | null {
  if (adminId === subjectId) return null;
  return adminId === openedBy ? 'withdrawn' : 'rejected';
}
