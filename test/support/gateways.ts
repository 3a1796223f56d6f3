import { randomUUID } from 'node:crypto';
import { type CaptureRequest, PaymentGateway } from '../../src/payments/payment-gateway';
import { startApp, type TestApp } from './app';
import { TestClock } from './clock';
import { StripeSimulator } from './stripe/stripe-simulator';

/** A gateway with its provider behind it, and what the provider itself says was taken. */
export interface GatewayUnderTest {
  app: TestApp;
  gateway: PaymentGateway;
  methods: { works: string; single: string; declined: string; captureDeclined: string };
  /** Amounts taken under a payment's id, in the provider's own ledger. */
  taken(paymentId: string): Promise<number[]>;
  close(): Promise<void>;
}

export async function sandbox(): Promise<GatewayUnderTest> {
  const app = await startApp();
  return {
    app,
    gateway: app.get(PaymentGateway),
    methods: {
      works: 'pm_sandbox_visa',
      single: 'pm_sandbox_single_capture',
      declined: 'pm_sandbox_authorization_declined',
      captureDeclined: 'pm_sandbox_capture_declined',
    },
    taken: async (paymentId) =>
      (
        await app.query<{ amount: string }>('SELECT amount FROM sandbox_gateway.captures WHERE key = $1', [
          paymentId,
        ])
      ).map(({ amount }) => Number(amount)),
    close: () => app.close(),
  };
}

export interface StripeUnderTest extends GatewayUnderTest {
  stripe: StripeSimulator;
}

export async function stripe(env: Record<string, string> = {}, logs?: string[]): Promise<StripeUnderTest> {
  const clock = new TestClock();
  const simulator = await StripeSimulator.listen(() => clock.now());
  const app = await startApp({ clock, env: { ...simulator.environment, ...env }, logs });
  return {
    app,
    stripe: simulator,
    gateway: app.get(PaymentGateway),
    methods: {
      works: 'pm_card_visa',
      single: 'pm_card_credit_disableEnterpriseCardFeatures',
      declined: 'pm_card_chargeDeclined',
      captureDeclined: 'pm_card_capture_declined',
    },
    taken: async (paymentId) => takenAtStripe(simulator, paymentId),
    close: async () => {
      await app.close();
      await simulator.close();
    },
  };
}

export function takenAtStripe({ ledger }: StripeSimulator, paymentId: string): number[] {
  return ledger.captures.filter(({ metadata }) => paymentId in metadata).map(({ amount }) => amount);
}

export function authorizeRequest(amount: bigint, paymentMethod: string, key: string = randomUUID()) {
  return { key, amount, currency: 'USD', paymentMethod };
}

/** Holds money and says how to capture from it. */
export async function held(
  gateway: PaymentGateway,
  amount: bigint,
  paymentMethod: string,
): Promise<(amount: bigint, key?: string) => CaptureRequest> {
  const outcome = await gateway.authorize(authorizeRequest(amount, paymentMethod));
  if (outcome.kind !== 'authorized') throw new Error('Money was not held');
  const { reference: authorizationReference, captures } = outcome;
  return (part, key = randomUUID()) => ({
    key,
    authorizationReference,
    amount: part,
    currency: 'USD',
    captures,
  });
}
