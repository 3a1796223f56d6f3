import type Stripe from 'stripe';
import { after, DAY } from '../../common/clock';
import type { CaptureOutcome } from '../payment';
import type { HeldAtGateway } from '../payment-gateway';
import { endOf } from './stripe-verdict';

/** How long most cards hold money: for the case that Stripe does not say. */
const USUAL_HOLD_MS = 7 * DAY;
const PAYMENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Intent = Pick<
  Stripe.PaymentIntent,
  | 'id'
  | 'status'
  | 'created'
  | 'amount'
  | 'amount_received'
  | 'amount_capturable'
  | 'cancellation_reason'
  | 'metadata'
  | 'latest_charge'
>;

/** @param intent with its `latest_charge` expanded */
export function heldBy({ id, created, latest_charge }: Intent): HeldAtGateway {
  const card = cardOf(latest_charge);
  const createdAt = new Date(created * 1_000);
  return {
    reference: id,
    expiresAt: card?.capture_before ? new Date(card.capture_before * 1_000) : after(createdAt, USUAL_HOLD_MS),
    captures: card?.multicapture?.status === 'available' ? 'many' : 'one',
  };
}

/**
 * Whether a payment was captured from it. Each capture of ours leaves the payment's id and its amount in the metadata, in the
 * same request as the money moves. So a missing id means that nothing was taken, as long as the amounts of the ids that are
 * there make up all that was taken; else somebody captured by other means, and nobody can tell for what. Nor does an id
 * stand for money while less was taken than the ids say.
 */
export function captureOf(intent: Intent, paymentId: string): CaptureOutcome | null {
  const { status, amount_received, metadata } = intent;
  const attributed = Object.entries(metadata)
    .filter(([key]) => PAYMENT_ID.test(key))
    .reduce((total, [, amount]) => total + Number(amount), 0);
  if (Object.hasOwn(metadata, paymentId) && amount_received >= attributed) return { kind: 'captured' };
  if (amount_received !== attributed) return { kind: 'unknown' };
  if (status === 'requires_capture') return null;
  if (status === 'processing') return { kind: 'unknown' };
  return {
    kind: 'refused',
    failure: stateOf(intent) === 'expired' ? 'authorization-expired' : 'authorization-voided',
  };
}

/** `open` as long as money is held that can be taken. An intent that was captured in part ends as `succeeded`, whatever ended it. */
export function stateOf({
  status,
  amount,
  amount_received,
  cancellation_reason,
  latest_charge,
}: Intent): 'open' | 'expired' | 'voided' | 'used' {
  if (status === 'canceled') return endOf({ cancellation_reason });
  if (status === 'succeeded') {
    const leftOver = cardOf(latest_charge)?.multicapture?.status === 'available' && amount_received < amount;
    return leftOver ? 'expired' : 'used';
  }
  return 'open';
}

function cardOf(charge: Stripe.PaymentIntent['latest_charge']) {
  return typeof charge === 'object' ? charge?.payment_method_details?.card : undefined;
}
