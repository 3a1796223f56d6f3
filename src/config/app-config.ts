import { type EncryptionKey, EnvironmentReader } from './environment-reader';

export const TWO_FACTOR_METHODS = ['totp', 'email'] as const;
/** Methods that a configuration may list for builds that have them. Here they are off. */
export const ABSENT_TWO_FACTOR_METHODS = ['sms', 'webauthn', 'backup_code'] as const;
export const PAYMENT_GATEWAYS = ['sandbox'] as const;
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
  readonly twoFactorMethods: readonly (typeof TWO_FACTOR_METHODS)[number][];
  readonly absentTwoFactorMethods: readonly (typeof ABSENT_TWO_FACTOR_METHODS)[number][];
  readonly paymentGateway: (typeof PAYMENT_GATEWAYS)[number];
  readonly trustedProxies: readonly string[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Step-up threshold of a client who has set none, minor units; strictly above it a challenge is required. */
  readonly defaultThreshold: bigint;
  /** Above this total, in minor units, a code by e-mail does not suffice. */
  readonly emailMaxAmount: bigint;
  /** Requests a minute, per user when logged in and per address otherwise; the outer brake. */
  readonly requestsPerMinute: number;
  readonly gatewayTimeoutMs: number;

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
    const listed = read.listOf<string>(
      'TWO_FACTOR_METHODS',
      [...TWO_FACTOR_METHODS, ...ABSENT_TWO_FACTOR_METHODS],
      TWO_FACTOR_METHODS,
    );
    this.twoFactorMethods = TWO_FACTOR_METHODS.filter((method) => listed.includes(method));
    this.absentTwoFactorMethods = ABSENT_TWO_FACTOR_METHODS.filter((method) => listed.includes(method));
    if (this.twoFactorMethods.length === 0)
      read.refuse(
        'TWO_FACTOR_METHODS',
        `must list at least one that this build has: ${TWO_FACTOR_METHODS.join(', ')}`,
      );
    this.paymentGateway = read.oneOf('PAYMENT_GATEWAY', PAYMENT_GATEWAYS, 'sandbox', {
      stripe: 'cannot be stripe: this build has no Stripe adapter yet; the only gateway is sandbox',
    });
    this.trustedProxies = read.addresses('TRUSTED_PROXIES');
    this.logLevel = read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info');
    this.defaultThreshold = BigInt(read.integer('STEP_UP_THRESHOLD', { fallback: 100_000, min: 0 }));
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
