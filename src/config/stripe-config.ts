import type { EnvironmentReader } from './environment-reader';

export interface StripeConfig {
  secretKey: string;
  /** Signs what Stripe reports to us. */
  webhookSecret: string;
  /** Null: the vendor's own. */
  baseUrl: URL | null;
}

/** Payments with half a configuration could be made and never be followed up: all or nothing. */
export function readStripeConfig(read: EnvironmentReader, gateway: string): StripeConfig | null {
  const secretKey = read.optionalText('STRIPE_SECRET_KEY', /^(sk|rk)_[\w-]+$/);
  const webhookSecret = read.optionalText('STRIPE_WEBHOOK_SECRET', /^whsec_\S+$/);
  const baseUrl = read.optionalUrl('STRIPE_API_BASE_URL', ['http:', 'https:']);
  if (gateway !== 'stripe') return null;
  if (!secretKey) read.refuse('STRIPE_SECRET_KEY', 'is required with PAYMENT_GATEWAY=stripe');
  if (!webhookSecret) read.refuse('STRIPE_WEBHOOK_SECRET', 'is required with PAYMENT_GATEWAY=stripe');
  if (baseUrl && new URL(baseUrl).pathname !== '/')
    read.refuse('STRIPE_API_BASE_URL', 'must be an origin, without a path');
  return secretKey && webhookSecret
    ? { secretKey, webhookSecret, baseUrl: baseUrl ? new URL(baseUrl) : null }
    : null;
}
