import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppConfig } from '../../src/config/app-config';
import { ConfigurationError } from '../../src/config/environment-reader';
import { noticesOf } from '../../src/config/start-notices';
import { testEnvironment } from '../support/app';

const example = readFileSync(join(__dirname, '..', '..', '.env.example'), 'utf8');

function keysRead(): string[] {
  const keys = new Set<string>();
  const environment = new Proxy({ ...testEnvironment('postgres://a/b', 'smtp://a') } as NodeJS.ProcessEnv, {
    get: (target, key) => {
      keys.add(String(key));
      return target[String(key)];
    },
  });
  AppConfig.fromEnvironment(environment);
  return [...keys].sort();
}

it('.env.example names the settings that are read, and no others', () => {
  const shown = [...example.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, key]) => key);
  expect(shown.sort()).toEqual(keysRead());
});

it('.env.example shows the defaults', () => {
  const defaults = Object.fromEntries(
    [...example.matchAll(/^# ([A-Z][A-Z_]+)=(.*)$/gm)].map(([, key, value]) => [key, value]),
  );
  const { REQUESTS_PER_MINUTE: _, ...required } = testEnvironment('postgres://a/b', 'smtp://a');
  expect(AppConfig.fromEnvironment({ ...required, ...defaults })).toEqual(
    AppConfig.fromEnvironment(required),
  );
});

const twilio = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 't', TWILIO_PHONE_NUMBER: '+15005550006' };

it.each([
  [{}, null, null],
  [{ AWS_REGION: 'us-east-1' }, null, null],
  [{ ...twilio, SMS_ALLOWED_COUNTRIES: 'us, DE' }, 'AC1', null],
  [{ ...twilio, AWS_REGION: 'eu-west-1', SMS_ALLOWED_COUNTRIES: 'US' }, 'AC1', 'eu-west-1'],
  [{ AWS_REGION: 'eu-west-1', SMS_ALLOWED_COUNTRIES: 'US' }, null, 'eu-west-1'],
])('finds the providers of SMS in %j', (environment, accountSid, region) => {
  const { sms, twoFactorMethods } = configured(environment);
  expect([sms?.twilio?.accountSid ?? null, sms?.sns?.region ?? null]).toEqual([accountSid, region]);
  expect(twoFactorMethods.includes('sms')).toBe(sms !== null);
});

it.each([
  [{ ...twilio }, /SMS_ALLOWED_COUNTRIES is required/],
  [
    { ...twilio, TWILIO_AUTH_TOKEN: '', SMS_ALLOWED_COUNTRIES: 'US' },
    /TWILIO_ACCOUNT_SID needs TWILIO_AUTH_TOKEN/,
  ],
  [{ SMS_ALLOWED_COUNTRIES: 'US' }, /SMS_ALLOWED_COUNTRIES needs Twilio or AWS_REGION/],
  [{ ...twilio, SMS_ALLOWED_COUNTRIES: 'United States' }, /SMS_ALLOWED_COUNTRIES must list two-letter/],
  [{ ...twilio, TWILIO_PHONE_NUMBER: '555' }, /TWILIO_PHONE_NUMBER does not have/],
])('refuses half a configuration of SMS: %j', (environment, message) => {
  expect(() => configured(environment)).toThrow(message);
});

it('names all faults at once and no values', () => {
  const faulty = () =>
    AppConfig.fromEnvironment({
      PORT: 'hidden-value',
      LOG_LEVEL: 'hidden-value',
      ENCRYPTION_KEYS: 'k:hidden-value',
    });
  expect(faulty).toThrow(ConfigurationError);
  expect(faulty).toThrow(
    /DATABASE_URL[\s\S]*PORT[\s\S]*APP_URL[\s\S]*ENCRYPTION_KEYS[\s\S]*CODE_PEPPER[\s\S]*SMTP_URL[\s\S]*LOG_LEVEL/,
  );
  expect(faulty).not.toThrow(/hidden-value/);
});

const configured = (environment: Record<string, string>) =>
  AppConfig.fromEnvironment({ ...testEnvironment('postgres://a/b', 'smtp://a'), ...environment });

it.each([{}, { PAYMENT_GATEWAY: '' }, { PAYMENT_GATEWAY: 'sandbox' }])(
  'says that no money moves with %p',
  (environment) => {
    const config = configured(environment as Record<string, string>);
    expect(config.paymentGateway).toBe('sandbox');
    expect(noticesOf(config)).toEqual([expect.stringContaining('NO MONEY MOVES')]);
  },
);

it('refuses a payment gateway that is not there', () => {
  expect(() => configured({ PAYMENT_GATEWAY: 'paypal' })).toThrow(
    /PAYMENT_GATEWAY must be one of sandbox, stripe/,
  );
});

const stripe = {
  PAYMENT_GATEWAY: 'stripe',
  STRIPE_SECRET_KEY: 'sk_live_x',
  STRIPE_WEBHOOK_SECRET: 'whsec_x',
};

it('takes Stripe with both of its secrets, and says when they are for tests', () => {
  expect(configured({ ...stripe, STRIPE_API_BASE_URL: 'http://127.0.0.1:1' }).stripe).toMatchObject({
    secretKey: 'sk_live_x',
    webhookSecret: 'whsec_x',
  });
  expect(noticesOf(configured(stripe))).toEqual([]);
  expect(noticesOf(configured({ ...stripe, STRIPE_SECRET_KEY: 'sk_test_x' }))).toEqual([
    expect.stringContaining('NO MONEY MOVES'),
  ]);
  expect(configured({ ...stripe, PAYMENT_GATEWAY: 'sandbox' }).stripe).toBeNull();
});

it.each([
  [{ ...stripe, STRIPE_SECRET_KEY: '' }, /STRIPE_SECRET_KEY is required/],
  [{ ...stripe, STRIPE_WEBHOOK_SECRET: '' }, /STRIPE_WEBHOOK_SECRET is required/],
  [{ ...stripe, STRIPE_SECRET_KEY: 'pk_live_x' }, /STRIPE_SECRET_KEY does not have the expected form/],
  [{ ...stripe, STRIPE_WEBHOOK_SECRET: 'x' }, /STRIPE_WEBHOOK_SECRET does not have the expected form/],
  [{ ...stripe, STRIPE_API_BASE_URL: 'http://127.0.0.1/v1' }, /STRIPE_API_BASE_URL must be an origin/],
  [{ ...stripe, STRIPE_API_BASE_URL: 'ftp://a' }, /STRIPE_API_BASE_URL must be a URL/],
])('refuses half a configuration of Stripe: %j', (environment, message) => {
  expect(() => configured(environment)).toThrow(message);
});

it('takes methods without what they need for off, and says so once', () => {
  const listed = { TWO_FACTOR_METHODS: 'backup_code,sms, totp ,webauthn' };
  const config = configured({ ...listed, APP_URL: 'http://shop.example' });
  expect(config.twoFactorMethods).toEqual(['totp']);
  expect(noticesOf(config).slice(1)).toEqual([expect.stringContaining(': webauthn, sms stay off')]);
  expect(configured(listed).twoFactorMethods).toEqual(['webauthn', 'totp']);
});

it.each([
  ['https://shop.example/app', 'shop.example', 'https://shop.example'],
  ['https://shop.example:8443', 'shop.example', 'https://shop.example:8443'],
  ['http://localhost:3000', 'localhost', 'http://localhost:3000'],
  ['http://shop.localhost', 'shop.localhost', 'http://shop.localhost'],
])('offers passkeys at %s', (url, id, origin) => {
  const config = configured({ APP_URL: url });
  expect(config.relyingParty).toEqual({ id, origin });
  expect(config.twoFactorMethods[0]).toBe('webauthn');
});

it.each([
  'http://shop.example',
  'http://127.0.0.1:3000',
  'https://192.0.2.7',
  'https://[2001:db8::1]',
  'http://notlocalhost',
])('offers no passkeys at %s, where browsers would not', (url) => {
  const config = configured({ APP_URL: url });
  expect(config.relyingParty).toBeNull();
  expect(config.twoFactorMethods).not.toContain('webauthn');
});

it.each([
  ['sms', /TWO_FACTOR_METHODS must list at least one that is there: webauthn, totp, email/],
  ['totp,carrier-pigeon', /TWO_FACTOR_METHODS may list only webauthn, totp, sms, email, backup_code/],
])('refuses the methods %s', (methods, message) => {
  expect(() => configured({ TWO_FACTOR_METHODS: methods })).toThrow(message);
});
