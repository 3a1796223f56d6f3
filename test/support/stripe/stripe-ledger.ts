import { randomBytes } from 'node:crypto';
import { DAY } from '../../../src/common/clock';

export interface Capture {
  intent: string;
  /** The metadata that came with it, e.g. the payment's id. */
  metadata: Record<string, string>;
  amount: number;
}

/** What Stripe answers when it refuses. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly code: string | null,
    readonly extras: Record<string, unknown> = {},
  ) {
    super(code ?? type);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: objects of Stripe's API, in its own shape.
export type StripeObject = Record<string, any>;
export type Form = Record<string, string>;

const declinesByMethod: Record<string, [code: string, declineCode: string]> = {
  pm_card_chargeDeclined: ['card_declined', 'generic_decline'],
  pm_card_chargeDeclinedInsufficientFunds: ['card_declined', 'insufficient_funds'],
  pm_card_chargeDeclinedLostCard: ['card_declined', 'lost_card'],
  pm_card_chargeDeclinedVelocityLimitExceeded: ['card_declined', 'card_velocity_exceeded'],
  pm_card_chargeDeclinedExpiredCard: ['expired_card', 'expired_card'],
  pm_card_chargeDeclinedIncorrectCvc: ['incorrect_cvc', 'incorrect_cvc'],
  pm_card_authenticationRequired: ['authentication_required', 'authentication_required'],
};
const WITHOUT_MULTICAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';
const id = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`;
const invalid = (code: string | null, extras: Record<string, unknown> = {}, status = 400) =>
  new Refusal(status, 'invalid_request_error', code, extras);

/** The state behind the simulator, and what its endpoints do to it. Amounts are those of the API. */
export class StripeLedger {
  readonly intents = new Map<string, StripeObject>();
  readonly charges = new Map<string, StripeObject>();
  readonly disputes = new Map<string, StripeObject>();
  readonly captures: Capture[] = [];

  constructor(private readonly now: () => Date) {}

  create(form: Form): StripeObject {
    const amount = Number(form.amount);
    if (amount < 50) throw invalid('amount_too_small', { param: 'amount' });
    if (amount > 99_999_999) throw invalid('amount_too_large', { param: 'amount' });
    const method = form.payment_method ?? '';
    if (!method.startsWith('pm_card_')) throw invalid('resource_missing', { param: 'payment_method' });
    const multicapture =
      method !== WITHOUT_MULTICAPTURE && form['payment_method_options[card][request_multicapture]'];
    const created = this.seconds();
    const intent: StripeObject = {
      id: id('pi'),
      object: 'payment_intent',
      amount,
      amount_capturable: 0,
      amount_received: 0,
      cancellation_reason: null,
      capture_method: form.capture_method ?? 'automatic',
      created,
      currency: form.currency,
      latest_charge: null,
      metadata: metadataOf(form),
      payment_method: method,
      status: 'requires_payment_method',
    };
    this.intents.set(intent.id, intent);
    const declined = declinesByMethod[method];
    if (declined)
      throw new Refusal(402, 'card_error', declined[0], {
        decline_code: declined[1],
        payment_intent: intent,
      });
    const charge = {
      id: id('ch'),
      object: 'charge',
      amount,
      amount_captured: 0,
      amount_refunded: 0,
      captured: false,
      currency: form.currency,
      payment_intent: intent.id,
      refunded: false,
      payment_method_details: {
        type: 'card',
        card: {
          capture_before: created + (7 * DAY) / 1_000,
          multicapture: { status: multicapture ? 'available' : 'unavailable' },
        },
      },
    };
    this.charges.set(charge.id, charge);
    Object.assign(intent, {
      status: 'requires_capture',
      amount_capturable: amount,
      latest_charge: charge.id,
    });
    return intent;
  }

  read(intentId: string): StripeObject {
    const intent = this.intents.get(intentId);
    if (!intent) throw invalid('resource_missing', { param: 'intent' }, 404);
    return intent;
  }

  search(query: string): StripeObject[] {
    const [, key = '', value] = /^metadata\['(\w+)'\]:'([^']*)'$/.exec(query) ?? [];
    return [...this.intents.values()].filter(({ metadata }) => metadata[key] === value);
  }

  capture(intentId: string, form: Form): StripeObject {
    const intent = this.read(intentId);
    const charge = this.chargeOf(intent);
    this.expireWhenDue(intent, charge);
    if (intent.status !== 'requires_capture')
      throw invalid('payment_intent_unexpected_state', { payment_intent: intent });
    const metadata = metadataOf(form);
    if (Object.keys({ ...intent.metadata, ...metadata }).length > 50)
      throw invalid(null, { param: 'metadata' });
    const amount = Number(form.amount_to_capture ?? intent.amount_capturable);
    const final = form.final_capture !== 'false';
    const many = charge.payment_method_details.card.multicapture.status === 'available';
    if (!final && !many) throw invalid('payment_intent_invalid_parameter', { param: 'final_capture' });
    if (amount > intent.amount_capturable) throw invalid('amount_too_large', { param: 'amount_to_capture' });
    if (intent.payment_method === 'pm_card_capture_declined')
      throw new Refusal(402, 'card_error', 'card_declined', { decline_code: 'generic_decline' });
    if (amount > 0) this.captures.push({ intent: intent.id, metadata, amount });
    intent.amount_received += amount;
    intent.amount_capturable = final ? 0 : intent.amount_capturable - amount;
    Object.assign(intent.metadata, metadata);
    Object.assign(charge, { amount_captured: intent.amount_received, captured: final });
    if (final) intent.status = 'succeeded';
    return intent;
  }

  cancel(intentId: string, reason: string | null): StripeObject {
    const intent = this.read(intentId);
    if (intent.amount_received > 0 || ['canceled', 'succeeded'].includes(intent.status))
      throw invalid('payment_intent_unexpected_state', { payment_intent: intent });
    return Object.assign(intent, { status: 'canceled', cancellation_reason: reason, amount_capturable: 0 });
  }

  /** What Stripe does by itself when `capture_before` has come, or what a test wants to happen now. */
  expire(intentId: string): StripeObject {
    const intent = this.read(intentId);
    const ended =
      intent.amount_received > 0
        ? { status: 'succeeded' }
        : { status: 'canceled', cancellation_reason: 'expired' };
    return Object.assign(intent, ended, { amount_capturable: 0 });
  }

  dispute(
    intentId: string,
    fields: { amount?: number; reason?: string; status?: string } = {},
  ): StripeObject {
    const intent = this.read(intentId);
    const dispute = {
      id: id('du'),
      object: 'dispute',
      amount: intent.amount_received,
      charge: intent.latest_charge,
      created: this.seconds(),
      currency: intent.currency,
      payment_intent: intent.id,
      reason: 'fraudulent',
      status: 'needs_response',
      ...fields,
    };
    this.disputes.set(dispute.id, dispute);
    return dispute;
  }

  refund(intentId: string, amount: number): StripeObject {
    const charge = this.chargeOf(this.read(intentId));
    charge.amount_refunded += amount;
    charge.refunded = charge.amount_refunded === charge.amount_captured;
    return charge;
  }

  /** The card was closed, say: the money comes back to the platform. */
  failRefund(intentId: string, amount: number): StripeObject {
    this.refund(intentId, -amount);
    return { id: id('re'), object: 'refund', amount, payment_intent: intentId, status: 'failed' };
  }

  chargeOf({ latest_charge }: StripeObject): StripeObject {
    return this.charges.get(latest_charge) as StripeObject;
  }

  seconds(): number {
    return Math.floor(this.now().getTime() / 1_000);
  }

  private expireWhenDue(intent: StripeObject, charge: StripeObject): void {
    const due = charge?.payment_method_details.card.capture_before <= this.seconds();
    if (intent.status !== 'requires_capture' || !due) return;
    this.expire(intent.id);
    throw invalid('charge_expired_for_capture', { payment_intent: intent });
  }
}

function metadataOf(form: Form): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => {
      const [, key] = /^metadata\[([^\]]+)\]$/.exec(name) ?? [];
      return key === undefined ? [] : [[key, value]];
    }),
  );
}
