import type { DisputeStatus } from '../disputes/dispute';
import type { EventSubject } from './gateway-event.entity';

export interface ReportedEvent {
  id: string;
  type: string;
  data: { object: object };
}

/** The events to enable at Stripe (docs/operations.md), and the field that names what they are about. */
const subjects: Record<string, { subject: EventSubject; field: 'id' | 'payment_intent' }> = {
  'payment_intent.canceled': { subject: 'authorization', field: 'id' },
  'payment_intent.succeeded': { subject: 'authorization', field: 'id' },
  'payment_intent.amount_capturable_updated': { subject: 'authorization', field: 'id' },
  'charge.captured': { subject: 'authorization', field: 'payment_intent' },
  'charge.expired': { subject: 'authorization', field: 'payment_intent' },
  'charge.refunded': { subject: 'authorization', field: 'payment_intent' },
  'refund.updated': { subject: 'authorization', field: 'payment_intent' },
  'refund.failed': { subject: 'authorization', field: 'payment_intent' },
  'charge.dispute.created': { subject: 'dispute', field: 'id' },
  'charge.dispute.updated': { subject: 'dispute', field: 'id' },
  'charge.dispute.closed': { subject: 'dispute', field: 'id' },
  'charge.dispute.funds_withdrawn': { subject: 'dispute', field: 'id' },
  'charge.dispute.funds_reinstated': { subject: 'dispute', field: 'id' },
};

/** Null for what we do not follow. Only the name of the object is read: what has become of it, Stripe is asked. */
export function subjectOf({
  type,
  data,
}: ReportedEvent): { subject: EventSubject; reference: string } | null {
  if (!Object.hasOwn(subjects, type)) return null;
  const { subject, field } = subjects[type] as (typeof subjects)[string];
  const reference = (data.object as Record<string, unknown>)[field];
  return typeof reference === 'string' && /^\w{1,255}$/.test(reference) ? { subject, reference } : null;
}

/** https://docs.stripe.com/api/disputes/object#dispute_object-status */
export function disputeStatusOf(status: string): DisputeStatus {
  if (status === 'won' || status === 'lost') return status;
  return status === 'warning_closed' || status === 'prevented' ? 'closed' : 'open';
}
