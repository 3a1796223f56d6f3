import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { HOUR } from '../../common/clock';
import { assertNoTransaction } from '../../common/database/transactor';
import type { CaptureOutcome } from '../payment';
import {
  type AuthorizeOutcome,
  type AuthorizeRequest,
  type CaptureRequest,
  PaymentGateway,
} from '../payment-gateway';
import { toStripeAmount } from './stripe-amount';
import { StripeClient } from './stripe-client';
import { captureOf, heldBy } from './stripe-intent';
import { judgeAuthorization, judgeCapture, type StripeFault } from './stripe-verdict';

const WITH_CHARGE = { expand: ['latest_charge'] };

/**
 * An authorization is a PaymentIntent with manual capture, a payment one capture of it. Our ids are the idempotency keys, and
 * stand in the intent's metadata so that Stripe can be asked about them (ADR 26).
 */
@Injectable()
export class StripeGateway extends PaymentGateway {
  /** Stripe forgets keys after 24 hours at the earliest; an hour less leaves room for differing clocks. */
  readonly keyLifeMs = 23 * HOUR;
  /** Stripe locks an intent while it works on it, and turns others away with `lock_timeout`. */
  readonly capturesInParallel = false;

  constructor(private readonly client: StripeClient) {
    super();
  }

  async authorize({ key, amount, currency, paymentMethod }: AuthorizeRequest): Promise<AuthorizeOutcome> {
    assertNoTransaction('authorizing a payment');
    const stripeAmount = toStripeAmount(amount, currency);
    if (stripeAmount === null) return { kind: 'declined', reason: 'amount-not-payable' };
    try {
      const intent = await this.client.run((stripe) =>
        stripe.paymentIntents.create(
          {
            amount: stripeAmount,
            currency: currency.toLowerCase(),
            payment_method: paymentMethod,
            allowed_payment_method_types: ['card'],
            payment_method_options: { card: { request_multicapture: 'if_available' } },
            capture_method: 'manual',
            confirm: true,
            error_on_requires_action: true,
            metadata: { authorization: key },
            ...WITH_CHARGE,
          },
          { idempotencyKey: key },
        ),
      );
      return await this.outcomeOf(intent);
    } catch (error) {
      const { outcome, operator } = judgeAuthorization(error as StripeFault);
      this.client.report('Money was not held', { authorizationId: key }, error, operator);
      if (outcome === null) throw new Error('Stripe gave no answer about an authorization');
      await this.abandon((error as StripeFault).payment_intent?.id);
      return outcome;
    }
  }

  async lookUpAuthorization(key: string): Promise<AuthorizeOutcome | null> {
    assertNoTransaction('looking an authorization up');
    const { data } = await this.client.run((stripe) =>
      stripe.paymentIntents.search({
        query: `metadata['authorization']:'${key}'`,
        expand: ['data.latest_charge'],
        limit: 1,
      }),
    );
    return data[0] ? this.outcomeOf(data[0]) : null;
  }

  async capture({
    key,
    authorizationReference,
    amount,
    currency,
    captures,
  }: CaptureRequest): Promise<CaptureOutcome> {
    assertNoTransaction('capturing a payment');
    const stripeAmount = toStripeAmount(amount, currency);
    if (stripeAmount === null) return { kind: 'refused', failure: 'amount-not-payable' };
    try {
      await this.client.run((stripe) =>
        stripe.paymentIntents.capture(
          authorizationReference,
          {
            amount_to_capture: stripeAmount,
            metadata: { [key]: String(stripeAmount) },
            ...(captures === 'many' ? { final_capture: false } : {}),
          },
          { idempotencyKey: key },
        ),
      );
      return { kind: 'captured' };
    } catch (error) {
      const { outcome, operator } = judgeCapture(error as StripeFault);
      this.client.report(`A capture was ${outcome.kind}`, { paymentId: key }, error, operator);
      return outcome;
    }
  }

  async lookUp({ key, authorizationReference }: CaptureRequest): Promise<CaptureOutcome | null> {
    assertNoTransaction('looking a payment up');
    return captureOf(await this.retrieve(authorizationReference), key);
  }

  /** An intent that was captured in part cannot be cancelled: capturing nothing more ends it. */
  async void(authorizationReference: string): Promise<void> {
    assertNoTransaction('voiding an authorization');
    const { status, amount_received } = await this.retrieve(authorizationReference);
    if (status === 'canceled' || status === 'succeeded') return;
    const idempotencyKey = `void-${authorizationReference}-${amount_received}`;
    await this.client.run((stripe) =>
      amount_received === 0
        ? stripe.paymentIntents.cancel(authorizationReference, {}, { idempotencyKey })
        : stripe.paymentIntents.capture(
            authorizationReference,
            { amount_to_capture: 0, final_capture: true },
            { idempotencyKey },
          ),
    );
  }

  retrieve(reference: string): Promise<Stripe.PaymentIntent> {
    return this.client.run((stripe) => stripe.paymentIntents.retrieve(reference, WITH_CHARGE));
  }

  /** @throws when Stripe is still at it */
  private async outcomeOf(intent: Stripe.PaymentIntent): Promise<AuthorizeOutcome> {
    switch (intent.status) {
      case 'requires_capture':
        return { kind: 'authorized', ...heldBy(intent) };
      case 'processing':
        throw new Error('Stripe is still processing an authorization');
      case 'requires_action':
        await this.abandon(intent.id);
        return { kind: 'declined', reason: 'authentication-required' };
      default:
        return { kind: 'declined', reason: 'declined' };
    }
  }

  /** It holds nothing and would serve nobody; should this fail, it stays without effect. */
  private async abandon(intentId: string | undefined): Promise<void> {
    if (intentId === undefined) return;
    await this.client
      .run((stripe) => stripe.paymentIntents.cancel(intentId, { cancellation_reason: 'abandoned' }))
      .catch((error) => this.client.report('An intent was not cancelled', { intentId }, error, false));
  }
}
