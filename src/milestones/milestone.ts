/**
 * - `pending`: agreed, not delivered → submitted
 * - `submitted`: the payee says it is done → approved
 * - `approved`: the client has proven who they are and said yes; its payment is under way → paid
 * - `paid`: its payment was released; the payment says so, nothing is stored twice
 * - `cancelled`: final
 */
export const milestoneStatuses = ['pending', 'submitted', 'approved', 'paid', 'cancelled'] as const;
export type MilestoneStatus = (typeof milestoneStatuses)[number];
export type StoredMilestoneStatus = Exclude<MilestoneStatus, 'paid'>;

/** What the client may still change: nothing that was approved. */
export function isEditable(status: MilestoneStatus): boolean {
  return status === 'pending' || status === 'submitted';
}
