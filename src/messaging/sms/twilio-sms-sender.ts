import twilio from 'twilio';
import { assertNoTransaction } from '../../common/database/transactor';
import type { TwilioConfig } from '../../config/sms-config';
import { type AcceptedSms, type Sms, SmsFailure, type SmsFailureReason, SmsSender } from './sms-sender';

const PROVIDER = 'twilio';

/** https://www.twilio.com/docs/api/errors; what is not listed says nothing about the number. */
const reasons: Record<number, SmsFailureReason> = {
  21211: 'invalid-number',
  21214: 'invalid-number',
  21217: 'invalid-number',
  21401: 'invalid-number',
  21421: 'invalid-number',
  21614: 'invalid-number',
  21610: 'opted-out',
  21408: 'refused',
  21612: 'refused',
  14107: 'throttled',
  20429: 'throttled',
};

/** Twilio Programmable Messaging through its SDK. */
export class TwilioSmsSender extends SmsSender {
  private readonly client: twilio.Twilio;

  constructor(
    private readonly config: TwilioConfig,
    /** Where Twilio reports what became of a message. */
    private readonly statusCallback: string | null,
    timeoutMs: number,
  ) {
    super();
    const { accountSid, authToken, baseUrl } = config;
    const httpClient = baseUrl
      ? new ClientOfOtherHost(baseUrl, { timeout: timeoutMs })
      : new twilio.RequestClient({ timeout: timeoutMs });
    this.client = twilio(accountSid, authToken, { httpClient });
  }

  async send({ id, to, text }: Sms): Promise<AcceptedSms> {
    assertNoTransaction('an SMS');
    try {
      const { sid } = await this.client.messages.create({
        to,
        from: this.config.phoneNumber,
        body: text,
        ...(this.statusCallback ? { statusCallback: `${this.statusCallback}?message=${id}` } : {}),
      });
      return { provider: PROVIDER, providerMessageId: sid, awaitsReceipt: false };
    } catch (error) {
      throw toFailure(error as TwilioError);
    }
  }
}

/** The SDK derives a host from region and edge; this one keeps to the given address. */
class ClientOfOtherHost extends twilio.RequestClient {
  constructor(
    private readonly baseUrl: string,
    options: { timeout: number },
  ) {
    super(options);
  }

  override request<TData>(options: Parameters<twilio.RequestClient['request']>[0]) {
    const { pathname, search } = new URL(options.uri);
    const uri = `${this.baseUrl.replace(/\/+$/, '')}${pathname}${search}`;
    return super.request<TData>({ ...options, uri } as never);
  }
}

interface TwilioError extends Error {
  status?: number;
  /** Twilio's number, or the name of a network fault. */
  code?: number | string;
}

function toFailure({ status, code }: TwilioError): SmsFailure {
  if (typeof code === 'number') return new SmsFailure(reasons[code] ?? byStatus(status), PROVIDER, code);
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return new SmsFailure('timeout', PROVIDER);
  return new SmsFailure(byStatus(status), PROVIDER, status ?? code);
}

function byStatus(status: number | undefined): SmsFailureReason {
  if (status === 429) return 'throttled';
  return status === 400 ? 'refused' : 'unavailable';
}
