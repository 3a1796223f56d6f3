import { type AuditConfig, readAuditConfig } from './audit-config';
import { type EncryptionKey, EnvironmentReader } from './environment-reader';
import { type MetricsConfig, readMetricsConfig } from './metrics-config';
import { type RecoveryConfig, readRecoveryConfig } from './recovery-config';
import { type RelyingParty, relyingPartyOf } from './relying-party';
import { type RiskConfig, readRiskConfig } from './risk-config';
import { readSmsConfig, type SmsConfig } from './sms-config';
import { readSmsPrices, type SmsPrices } from './sms-prices';
import { readStripeConfig, type StripeConfig } from './stripe-config';

export const TWO_FACTOR_METHODS = ['webauthn', 'totp', 'sms', 'email'] as const;
/** Comes with the first factor and cannot be switched off; a configuration may list it. */
export const UNSWITCHED_METHOD = 'backup_code';
export const PAYMENT_GATEWAYS = ['sandbox', 'stripe'] as const;
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The whole configuration, validated once at the start. Values never appear in errors or logs. */
export class AppConfig {
  readonly databaseUrl: string;
  readonly databaseAppRole: string;
  readonly databasePoolSize: number;
  readonly host: string;
  readonly port: number;
  readonly appUrl: URL;
  readonly appName: string;
  readonly encryptionKeys: readonly [EncryptionKey, ...EncryptionKey[]];
  readonly codePepper: Buffer;
  readonly smtpUrl: string;
  readonly mailFrom: string;
  /** Null when no provider is configured: then the method `sms` is off. */
  readonly sms: SmsConfig | null;
  readonly smsPrices: SmsPrices;
  /** Null when browsers offer no passkeys at this address: then the method `webauthn` is off. */
  readonly relyingParty: RelyingParty | null;
  readonly twoFactorMethods: readonly (typeof TWO_FACTOR_METHODS)[number][];
  /** Listed, but without what they need. */
  readonly absentTwoFactorMethods: readonly string[];
  readonly paymentGateway: (typeof PAYMENT_GATEWAYS)[number];
  readonly audit: AuditConfig;
  /** Null unless it is the payment gateway. */
  readonly stripe: StripeConfig | null;
  readonly trustedProxies: readonly string[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Step-up threshold of a client who has set none, minor units; strictly above it a challenge is required. */
  readonly defaultThreshold: bigint;
  /** Above this total, in minor units, a code by e-mail does not suffice. */
  readonly emailMaxAmount: bigint;
  /** Requests a minute, per user when logged in and per address otherwise; the outer brake. */
  readonly requestsPerMinute: number;
  readonly gatewayTimeoutMs: number;
  readonly metrics: MetricsConfig;
  readonly recovery: RecoveryConfig;
  /** The rules that judge a payment besides the threshold. */
  readonly risk: RiskConfig;

  private constructor(read: EnvironmentReader) {
    ({ databaseUrl: this.databaseUrl, databaseAppRole: this.databaseAppRole } = readDatabase(read));
    this.databasePoolSize = read.integer('DATABASE_POOL_SIZE', { fallback: 10, min: 2, max: 200 });
    this.host = read.text('HOST', { fallback: '0.0.0.0' });
    this.port = read.integer('PORT', { fallback: 3000, min: 0, max: 65_535 });
    this.appUrl = new URL(read.url('APP_URL', ['http:', 'https:']) || 'http://invalid');
    this.appName = read.text('APP_NAME', { fallback: 'ShopFlow', pattern: /^[^:\r\n]{1,60}$/ });
    this.encryptionKeys = read.encryptionKeys('ENCRYPTION_KEYS');
    this.codePepper = read.secret('CODE_PEPPER', 32);
    this.smtpUrl = read.url('SMTP_URL', ['smtp:', 'smtps:']);
    this.mailFrom = read.text('MAIL_FROM', { pattern: /^[^\r\n]*@[^\r\n]+$/ });
    this.metrics = readMetricsConfig(read);
    this.sms = readSmsConfig(read);
    this.smsPrices = readSmsPrices(read);
    this.relyingParty = relyingPartyOf(this.appUrl);
    const needs = { webauthn: this.relyingParty, totp: true, sms: this.sms, email: true };
    const available = TWO_FACTOR_METHODS.filter((method) => needs[method] !== null);
    const known = [...TWO_FACTOR_METHODS, UNSWITCHED_METHOD];
    const listed = read.listOf<string>('TWO_FACTOR_METHODS', known, available);
    this.twoFactorMethods = available.filter((method) => listed.includes(method));
    const present: readonly string[] = [...available, UNSWITCHED_METHOD];
    this.absentTwoFactorMethods = listed.filter((method) => !present.includes(method));
    if (this.twoFactorMethods.length === 0)
      read.refuse('TWO_FACTOR_METHODS', `must list at least one that is there: ${available.join(', ')}`);
    this.paymentGateway = read.oneOf('PAYMENT_GATEWAY', PAYMENT_GATEWAYS, 'sandbox');
    this.stripe = readStripeConfig(read, this.paymentGateway);
    this.audit = readAuditConfig(read);
    this.trustedProxies = read.addresses('TRUSTED_PROXIES');
    this.logLevel = read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info');
    this.defaultThreshold = BigInt(read.integer('STEP_UP_THRESHOLD', { fallback: 100_000, min: 0 }));
    this.risk = readRiskConfig(read);
    this.recovery = readRecoveryConfig(read);
    this.emailMaxAmount = BigInt(read.integer('EMAIL_MAX_AMOUNT', { fallback: 500_000, min: 0 }));
    this.requestsPerMinute = read.integer('REQUESTS_PER_MINUTE', { fallback: 1_200, min: 1 });
    this.gatewayTimeoutMs = read.integer('GATEWAY_TIMEOUT_MS', { fallback: 10_000, min: 100, max: 20_000 });
  }

  /** @throws ConfigurationError that lists every fault at once. */
  static fromEnvironment(environment: NodeJS.ProcessEnv): AppConfig {
    const reader = new EnvironmentReader(environment);
    const config = new AppConfig(reader);
    reader.throwIfFaulty();
    return config;
  }

  get secureTransport(): boolean {
    return this.appUrl.protocol === 'https:';
  }
}

/** What the migrations need too. */
export function readDatabase(read: EnvironmentReader): { databaseUrl: string; databaseAppRole: string } {
  return {
    databaseUrl: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    databaseAppRole: read.text('DATABASE_APP_ROLE', {
      fallback: 'shopflow_app',
      pattern: /^[a-z_][a-z0-9_]*$|^$/,
    }),
  };
}
