import type { Inbox } from '../inbox/inbox';
import type { ReceivedText } from './provider-simulator';
import { SnsSimulator } from './sns-simulator';
import { TwilioSimulator } from './twilio-simulator';

/** Everybody in the demo comes from one address. */
const HOURLY_PER_ADDRESS = '300';
const COUNTRIES = 'US,CA,GB,IE,DE,AT,CH,FR,BE,NL,LU,ES,PT,IT,PL,CZ,DK,SE,NO,FI,AU,NZ,IN,SG,JP,BR,MX';

/** Both SMS providers, whose texts all end in the inbox. */
export class PhoneProviders {
  private constructor(
    private readonly twilio: TwilioSimulator,
    private readonly sns: SnsSimulator,
  ) {}

  static async start(inbox: Inbox): Promise<PhoneProviders> {
    const keep = ({ provider, to, from, text }: ReceivedText) =>
      inbox.add({ channel: 'sms', to, from, subject: `Text message by ${provider}`, text, html: '' });
    const twilio = await TwilioSimulator.listen(keep);
    return new PhoneProviders(twilio, await SnsSimulator.listen(keep));
  }

  get settings(): Record<string, string> {
    const { twilio, sns } = this;
    return {
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_PHONE_NUMBER: twilio.phoneNumber,
      TWILIO_API_BASE_URL: twilio.url,
      TWILIO_LOOKUP: 'true',
      AWS_REGION: sns.region,
      AWS_ENDPOINT_URL_SNS: sns.url,
      AWS_ACCESS_KEY_ID: sns.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sns.secretAccessKey,
      SMS_ALLOWED_COUNTRIES: COUNTRIES,
      SMS_HOURLY_PER_ADDRESS: HOURLY_PER_ADDRESS,
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.twilio.close(), this.sns.close()]);
  }
}
