import { DAY } from '../../common/clock';

/** How long a third person has to look into it before everybody is reminded. */
export const CLOSE_WITHIN_MS = 7 * DAY;

/**
 * - `open`: nobody has looked into it yet
 * - `flagged`: nor has anybody within seven days
 * - `closed`: somebody who had no part in it has said why it was right, or what came of it
 */
export const emergencyStatuses = ['open', 'flagged', 'closed'] as const;
export type EmergencyStatus = (typeof emergencyStatuses)[number];

export function statusOf({
  flaggedAt,
  closedAt,
}: {
  flaggedAt: Date | null;
  closedAt: Date | null;
}): EmergencyStatus {
  if (closedAt) return 'closed';
  return flaggedAt ? 'flagged' : 'open';
}

/** Neither of the two who gave it, nor who got it. */
export function mayClose(
  adminId: string,
  { openedBy, confirmedBy, userId }: { openedBy: string; confirmedBy: string; userId: string },
): boolean {
  return ![openedBy, confirmedBy, userId].includes(adminId);
}
