import { createHmac, randomBytes } from 'node:crypto';
import { StripeEvents } from '../../../src/payments/stripe/stripe-events.service';
import type { Answer } from '../app';
import type { StripeUnderTest } from '../gateways';
import type { StripeObject } from './stripe-ledger';

export function eventOf(type: string, object: StripeObject): StripeObject {
  return {
    id: `evt_${randomBytes(12).toString('hex')}`,
    object: 'event',
    type,
    // Numbers with fractions are usual in Stripe's objects, and no JSON of ours.
    data: { object: { ...object, exchange_rate: 1.0825 } },
  };
}

/** Signed as https://docs.stripe.com/webhooks#verify-manually says, without the SDK. */
export function signatureOf(payload: string, secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  const mac = createHmac('sha256', secret).update(`${seconds}.${payload}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

/** Delivers an event as Stripe would. */
export function deliver({ app, stripe }: StripeUnderTest, event: StripeObject): Promise<Answer> {
  const body = JSON.stringify(event);
  const headers = { 'Stripe-Signature': signatureOf(body, stripe.webhookSecret, app.clock.now()) };
  return app.call('POST', '/api/webhooks/stripe', { body, headers });
}

/** Delivers it and waits until it has been followed up. */
export async function report(provider: StripeUnderTest, type: string, object: StripeObject): Promise<void> {
  const { status, body } = await deliver(provider, eventOf(type, object));
  if (status !== 204) throw new Error(`${status}: ${JSON.stringify(body)}`);
  await provider.app.get(StripeEvents).followAll();
}
