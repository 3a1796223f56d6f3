import twilio from 'twilio';
import type { TwilioConfig } from '../../config/sms-config';

/** Of Twilio's SDK, or of the network. */
export interface TwilioError extends Error {
  status?: number;
  /** Twilio's number, or the name of a network fault. */
  code?: number | string;
}

/** Twilio's SDK, whose requests end after `timeoutMs`. */
export function createTwilioClient(
  { accountSid, authToken, baseUrl }: TwilioConfig,
  timeoutMs: number,
): twilio.Twilio {
  const httpClient = baseUrl
    ? new ClientOfOtherHost(baseUrl, { timeout: timeoutMs })
    : new twilio.RequestClient({ timeout: timeoutMs });
  return twilio(accountSid, authToken, { httpClient });
}

/** The SDK derives a host from product, region and edge; this one keeps to the given address. */
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
