import { Injectable, Logger } from '@nestjs/common';
import Stripe from 'stripe';
import { DomainError } from '../../common/domain-error';
import { AppConfig } from '../../config/app-config';
import type { ReportedEvent } from './stripe-event';
import type { StripeFault } from './stripe-verdict';

/** The vendor's SDK, with the configured keys and an end to every call. */
@Injectable()
export class StripeClient {
  private readonly logger = new Logger('Stripe');
  private readonly sdk: Stripe | null;

  constructor(private readonly config: AppConfig) {
    const { stripe, gatewayTimeoutMs } = config;
    const { protocol, hostname, port } = stripe?.baseUrl ?? {};
    this.sdk =
      stripe &&
      new Stripe(stripe.secretKey, {
        maxNetworkRetries: 0,
        timeout: gatewayTimeoutMs,
        telemetry: false,
        ...(hostname === undefined
          ? {}
          : { host: hostname, port: port || undefined, protocol: protocol === 'http:' ? 'http' : 'https' }),
      });
  }

  /**
   * The SDK's own timeout restarts with every byte, and it sends once more, under the same key, when a connection is reset:
   * so the whole is bounded here. What arrives later is dropped; the key makes sure that it does no harm.
   * @throws the SDK's error, or one without a type when time ran out
   */
  async run<T>(call: (stripe: Stripe) => Promise<T>): Promise<T> {
    if (!this.sdk) throw new Error('Stripe is not the payment gateway');
    const work = call(this.sdk);
    work.catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error('Stripe did not answer in time')),
        this.config.gatewayTimeoutMs,
      );
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Only Stripe knows our secret, and it signs when: reports older than five minutes are not taken. @throws not-found without Stripe, webhook-signature-invalid */
  readEvent(body: unknown, signature: string | undefined, now: Date): ReportedEvent {
    const { stripe } = this.config;
    if (!this.sdk || !stripe) throw new DomainError('not-found');
    if (!Buffer.isBuffer(body) || !signature) throw new DomainError('webhook-signature-invalid');
    const { webhooks } = this.sdk;
    try {
      const [tolerance, crypto] = [undefined, undefined];
      return webhooks.constructEvent(body, signature, stripe.webhookSecret, tolerance, crypto, now.getTime());
    } catch {
      throw new DomainError('webhook-signature-invalid');
    }
  }

  /** Messages of Stripe may quote what was sent, keys included: only its codes are logged. */
  report(what: string, ids: Record<string, string>, error: unknown, operator: boolean): void {
    const { type, code, decline_code: declineCode, param, statusCode, requestId } = error as StripeFault;
    const entry = { ...ids, stripe: { type, errorCode: code, declineCode, param, statusCode, requestId } };
    if (operator)
      this.logger.error(entry, `${what}: Stripe does not accept our requests. See its log of requests`);
    else this.logger.warn(entry, what);
  }
}
