import type { SmsConfig } from '../../config/sms-config';
import { FALLBACK_TIMES, FallbackSmsSender } from './fallback-sms-sender';
import { type LineTypes, NoLineTypes } from './line-types';
import { type AcceptedSms, SmsFailure, SmsSender } from './sms-sender';
import { SnsSmsSender } from './sns-sms-sender';
import { TwilioLineTypes } from './twilio-line-types';
import { TwilioSmsSender } from './twilio-sms-sender';

const SNS_WITHIN_MS = 2_000;

/** Twilio first, SNS behind it, or the one that is configured. */
export function createSmsSender(config: SmsConfig | null, statusCallback: string | null): SmsSender {
  const twilio = config?.twilio
    ? new TwilioSmsSender(config.twilio, statusCallback, FALLBACK_TIMES.firstWithinMs)
    : null;
  const sns = config?.sns ? new SnsSmsSender(config.sns, SNS_WITHIN_MS) : null;
  if (twilio && sns) return new FallbackSmsSender(twilio, 'twilio', sns, statusCallback !== null);
  return twilio ?? sns ?? new NoSmsSender();
}

/** Twilio Lookup when it is switched on, because each question costs money. */
export function createLineTypes(config: SmsConfig | null): LineTypes {
  return config?.twilio && config.looksUpLineTypes ? new TwilioLineTypes(config.twilio) : new NoLineTypes();
}

/** For messages that were queued before the operator took the providers away. */
class NoSmsSender extends SmsSender {
  async send(): Promise<AcceptedSms> {
    throw new SmsFailure('unavailable', 'none');
  }
}
