import type twilio from 'twilio';
import { assertNoTransaction } from '../../common/database/transactor';
import type { TwilioConfig } from '../../config/sms-config';
import { type AcceptedSms, type Sms, SmsFailure, type SmsFailureReason, SmsSender } from './sms-sender';
import { createTwilioClient, type TwilioError } from './twilio-client';

const PROVIDER = 'twilio';

/** https://www.twilio.com/docs/api/errors; what is not listed says nothing about the number. */
const reasons: Record<number, SmsFailureReason> = {
  21211: 'invalid-number',
  21214: 'invalid-number',
  21217: 'invalid-number',
  21401: 'invalid-number',
  21421: 'invalid-number',
  21614: 'invalid-number',
  30005: 'invalid-number',
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
    this.client = createTwilioClient(config, timeoutMs);
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

function toFailure({ status, code }: TwilioError): SmsFailure {
  if (typeof code === 'number') return new SmsFailure(reasons[code] ?? byStatus(status), PROVIDER, code);
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return new SmsFailure('timeout', PROVIDER);
  return new SmsFailure(byStatus(status), PROVIDER, status ?? code);
}

function byStatus(status: number | undefined): SmsFailureReason {
  if (status === 429) return 'throttled';
  return status === 400 ? 'refused' : 'unavailable';
}

/** What Twilio reports with a message that it could not deliver; null when another provider might. */
export function finalRefusal(errorCode: string | undefined): SmsFailure | null {
  const code = Number(errorCode);
  const reason = reasons[code];
  const failure = reason ? new SmsFailure(reason, PROVIDER, code) : null;
  return failure?.permanent ? failure : null;
}
