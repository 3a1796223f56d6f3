import type { EnvironmentReader } from './environment-reader';

export interface TwilioConfig {
  accountSid: string;
  authToken: string;
  phoneNumber: string;
  /** Null: the vendor's own. */
  baseUrl: string | null;
}

export interface SnsConfig {
  region: string;
  /** Null: the vendor's own. */
  endpoint: string | null;
  /** Null: the SDK finds them by itself, e.g. the role of the machine. */
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | null;
}

/** At least one provider, and the countries whose numbers get messages. */
export interface SmsConfig {
  twilio: TwilioConfig | null;
  sns: SnsConfig | null;
  /** Whether Twilio is asked what kind of line a new number has. */
  looksUpLineTypes: boolean;
  /** ISO 3166-1 alpha-2. */
  allowedCountries: readonly string[];
  /** A text that is not reported as sent or delivered within this time goes out by the second provider. */
  receiptWithinMs: number;
  /** Messages in 24 hours, over all people. */
  dailyBudget: number;
  /** Messages an hour for one client address. */
  hourlyPerAddress: number;
  /** Messages an hour to new numbers that differ only in their last three digits. */
  hourlyPerPrefix: number;
}

const SECOND = 1_000;
const anything = /^\S+$/;

export function readSmsConfig(read: EnvironmentReader): SmsConfig | null {
  const twilio = readTwilio(read);
  const sns = readSns(read);
  const looksUpLineTypes = read.oneOf('TWILIO_LOOKUP', ['false', 'true']) === 'true';
  if (looksUpLineTypes && !twilio) read.refuse('TWILIO_LOOKUP', 'needs the settings of Twilio beside it');
  const config = {
    twilio,
    sns,
    looksUpLineTypes,
    allowedCountries: read.countries('SMS_ALLOWED_COUNTRIES'),
    receiptWithinMs: SECOND * read.integer('SMS_RECEIPT_SECONDS', { fallback: 20, min: 1, max: 300 }),
    dailyBudget: read.integer('SMS_DAILY_BUDGET', { fallback: 1_000, min: 1 }),
    hourlyPerAddress: read.integer('SMS_HOURLY_PER_ADDRESS', { fallback: 30, min: 1 }),
    hourlyPerPrefix: read.integer('SMS_HOURLY_PER_PREFIX', { fallback: 30, min: 1 }),
  };
  if (config.allowedCountries.length === 0)
    return twilio ? read.refuse('SMS_ALLOWED_COUNTRIES', 'is required with the settings of Twilio') : null;
  return twilio || sns
    ? config
    : read.refuse('SMS_ALLOWED_COUNTRIES', 'needs Twilio or AWS_REGION beside it');
}

function readTwilio(read: EnvironmentReader): TwilioConfig | null {
  const accountSid = read.optionalText('TWILIO_ACCOUNT_SID', /^AC\w+$/);
  const authToken = read.optionalText('TWILIO_AUTH_TOKEN', anything);
  const phoneNumber = read.optionalText('TWILIO_PHONE_NUMBER', /^\+[1-9]\d{6,14}$/);
  const baseUrl = read.optionalUrl('TWILIO_API_BASE_URL', ['http:', 'https:']);
  if (accountSid && authToken && phoneNumber) return { accountSid, authToken, phoneNumber, baseUrl };
  return accountSid || authToken || phoneNumber
    ? read.refuse('TWILIO_ACCOUNT_SID', 'needs TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER beside it')
    : null;
}

function readSns(read: EnvironmentReader): SnsConfig | null {
  const region = read.optionalText('AWS_REGION', /^[a-z0-9-]+$/);
  const endpoint = read.optionalUrl('AWS_ENDPOINT_URL_SNS', ['http:', 'https:']);
  const accessKeyId = read.optionalText('AWS_ACCESS_KEY_ID', anything);
  const secretAccessKey = read.optionalText('AWS_SECRET_ACCESS_KEY', anything);
  const sessionToken = read.optionalText('AWS_SESSION_TOKEN', anything) ?? undefined;
  const credentials = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, sessionToken } : null;
  return region ? { region, endpoint, credentials } : null;
}
