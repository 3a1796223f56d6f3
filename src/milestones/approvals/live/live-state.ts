import { digest } from '../../../common/crypto/hashing';
import type { PaymentStatus } from '../../../payments/payment';
import type { ApprovalStatus } from '../approval';

export interface LiveVerification {
  /** Of the approval. */
  status: ApprovalStatus;
  challenge: { id: string; status: string; method: string; expiresAt: string } | null;
}

/** Of the newest message with a code. */
export interface LiveDelivery {
  channel: string;
  provider: string | null;
  status: string;
}

export interface LivePayment {
  id: string;
  milestoneId: string;
  status: PaymentStatus;
  failure: { code: string; reason: string } | null;
  /** What stops it while it is `held`. */
  hold: { reason: string; explanation: string; since: string; endsAt: string | null } | null;
}

export interface LiveState {
  approvalId: string;
  verification: LiveVerification;
  delivery: LiveDelivery | null;
  /** The newest one of each milestone, ordered by milestone. */
  payments: LivePayment[];
}

export interface LiveEvent {
  event: 'snapshot' | 'verification' | 'delivery' | 'payment';
  /** Names what is known once this event has been applied; see `versionOf`. */
  id: string;
  data: unknown;
}

const final: ReadonlySet<PaymentStatus> = new Set<PaymentStatus>(['released', 'failed']);

/** Nothing will change any more unless the client does something. */
export function isFinal({ verification: { status }, payments }: LiveState): boolean {
  if (status === 'pending') return false;
  return status !== 'approved' || payments.every((payment) => final.has(payment.status));
}

/** The same on every process for the same state, so that whoever reconnects can say what they know. */
export function versionOf(state: LiveState): string {
  return digest(JSON.stringify(state)).toString('base64url').slice(0, 22);
}

/** What to tell somebody who knows `known`, null for nothing: a snapshot, or each part that differs. */
export function eventsBetween(known: LiveState | null, now: LiveState): LiveEvent[] {
  if (!known) return [{ event: 'snapshot', id: versionOf(now), data: now }];
  const events: LiveEvent[] = [];
  let told = known;
  const tell = (event: LiveEvent['event'], data: unknown, change: Partial<LiveState>) => {
    told = { ...told, ...change };
    events.push({ event, id: versionOf(told), data });
  };
  if (differ(known.delivery, now.delivery)) tell('delivery', now.delivery, { delivery: now.delivery });
  if (differ(known.verification, now.verification))
    tell('verification', now.verification, { verification: now.verification });
  for (const payment of now.payments) {
    const before = told.payments.find(({ milestoneId }) => milestoneId === payment.milestoneId);
    if (differ(before, payment)) tell('payment', payment, { payments: withPayment(told.payments, payment) });
  }
  return events;
}

function withPayment(payments: readonly LivePayment[], payment: LivePayment): LivePayment[] {
  const others = payments.filter(({ milestoneId }) => milestoneId !== payment.milestoneId);
  return [...others, payment].sort((a, b) => (a.milestoneId < b.milestoneId ? -1 : 1));
}

function differ(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
