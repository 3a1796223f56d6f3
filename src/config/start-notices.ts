import type { AppConfig } from './app-config';

/** What an operator should know of this configuration although it is valid. */
export function noticesOf({
  paymentGateway,
  stripe,
  absentTwoFactorMethods,
}: Pick<AppConfig, 'paymentGateway' | 'stripe' | 'absentTwoFactorMethods'>): string[] {
  return [
    ...(paymentGateway === 'sandbox'
      ? ['PAYMENT_GATEWAY is the sandbox: NO MONEY MOVES. Payments are released in its ledger only.']
      : []),
    ...(stripe && /^\w+_test_/.test(stripe.secretKey)
      ? [
          "STRIPE_SECRET_KEY is a key for tests: NO MONEY MOVES. Payments are released in Stripe's test mode only.",
        ]
      : []),
    ...(absentTwoFactorMethods.length > 0
      ? [
          `TWO_FACTOR_METHODS lists methods without what they need (sms: a provider; webauthn: an APP_URL with https and a name, or on localhost): ${absentTwoFactorMethods.join(', ')} stay off.`,
        ]
      : []),
  ];
}
