import { digest, equalInConstantTime } from '../../common/crypto/hashing';
import { DomainError } from '../../common/domain-error';
import { sum } from '../../common/money';
import { type ItemRefusal, refusedItems } from '../../payments/item-refusals';
import type { MilestoneStatus } from '../milestone';

/**
 * - `pending`: waits for its code → approved, cancelled, void
 * - `approved`: took effect; its payments exist
 * - `cancelled`: withdrawn by the client
 * - `void`: what it approved has changed, or another approval took its place
 */
export const approvalStatuses = ['pending', 'approved', 'cancelled', 'void'] as const;
export type ApprovalStatus = (typeof approvalStatuses)[number];

/** One milestone as it is now. */
export interface ApprovalItem {
  milestoneId: string;
  contractId: string;
  version: number;
  title: string;
  payeeId: string;
  payeeName: string;
  amount: bigint;
  currency: string;
  status: MilestoneStatus;
}

export interface ApprovalState {
  id: string;
  clientId: string;
  sessionId: string;
  status: ApprovalStatus;
  nonce: Buffer;
  binding: Buffer;
  total: bigint;
  currency: string;
}

type Bound = Pick<ApprovalState, 'clientId' | 'sessionId' | 'nonce' | 'currency'>;

/** Hash of exactly what is approved: payer, session, each milestone with version, payee and amount, currency, total. */
export function bindingOf(
  { clientId, sessionId, nonce, currency }: Bound,
  items: readonly ApprovalItem[],
): Buffer {
  const inOrder = items.toSorted((a, b) => (a.milestoneId < b.milestoneId ? -1 : 1));
  const parts = inOrder.flatMap((item) => [
    item.contractId,
    item.milestoneId,
    String(item.version),
    item.payeeId,
    String(item.amount),
    item.currency,
  ]);
  return digest(
    'approval-v1',
    clientId,
    sessionId,
    nonce,
    currency,
    String(totalOf(items)),
    String(items.length),
    ...parts,
  );
}

export function totalOf(items: readonly ApprovalItem[]): bigint {
  return sum(items.map(({ amount }) => amount));
}

/** What each payee gets, in the order of first appearance. */
export function subtotalsOf(items: readonly Pick<ApprovalItem, 'payeeId' | 'amount'>[]): Map<string, bigint> {
  const subtotals = new Map<string, bigint>();
  for (const { payeeId, amount } of items) subtotals.set(payeeId, (subtotals.get(payeeId) ?? 0n) + amount);
  return subtotals;
}

/** Why these milestones cannot be approved together now, with each one that stands in the way; null when they can. */
export function refuseItems(wanted: readonly string[], items: readonly ApprovalItem[]): DomainError | null {
  const refusals = refusalsOf(wanted, items);
  if (refusals.length > 0) return refusedItems(refusals);
  if (totalOf(items) > BigInt(Number.MAX_SAFE_INTEGER)) return new DomainError('amount-not-payable');
  return null;
}

/** Those that are missing come first, then those that are not submitted, then those of another currency than the first. */
function refusalsOf(wanted: readonly string[], items: readonly ApprovalItem[]): ItemRefusal[] {
  const known = new Map(items.map((item) => [item.milestoneId, item]));
  const found = wanted.flatMap((id) => known.get(id) ?? []);
  const missing = wanted.filter((id) => !known.has(id));
  const unready = found.filter(({ status }) => status !== 'submitted');
  const currency = found[0]?.currency;
  const foreign = found.filter((item) => item.currency !== currency);
  return [
    ...missing.map(
      (milestoneId): ItemRefusal => ({
        milestoneId,
        code: 'not-found',
        detail: 'You have no such milestone.',
      }),
    ),
    ...unready.map(
      ({ milestoneId, status }): ItemRefusal => ({
        milestoneId,
        code: 'milestone-not-approvable',
        detail: `This milestone is ${status}. Only submitted milestones can be approved.`,
        facts: { milestoneStatus: status },
      }),
    ),
    ...foreign.map(
      (item): ItemRefusal => ({
        milestoneId: item.milestoneId,
        code: 'mixed-currencies',
        detail: `This milestone is in ${item.currency}, the first one in ${currency}. Approve each currency apart.`,
      }),
    ),
  ];
}

/** Why nobody needs to look at the code; null when the approval still stands for exactly what it showed. */
export function refuseApproval(
  approval: ApprovalState | null,
  items: readonly ApprovalItem[],
  asked: { userId: string; sessionId: string },
): DomainError | null {
  if (!approval || approval.clientId !== asked.userId) return new DomainError('not-found');
  const { id: approvalId, status } = approval;
  if (status === 'approved') return new DomainError('challenge-used', { approvalId });
  if (status === 'void') return new DomainError('approval-void', { approvalId });
  if (status === 'cancelled') return new DomainError('approval-not-pending', { approvalId });
  if (approval.sessionId !== asked.sessionId) return new DomainError('challenge-other-session');
  const unchanged =
    items.every((item) => item.status === 'submitted') &&
    equalInConstantTime(bindingOf(approval, items), approval.binding);
  return unchanged ? null : new DomainError('approval-void', { approvalId });
}
