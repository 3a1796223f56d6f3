import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceivedText } from '../../src/demo/sms/provider-simulator';
import { SnsSimulator } from '../../src/demo/sms/sns-simulator';
import { TwilioSimulator } from '../../src/demo/sms/twilio-simulator';
import { type Account, expectStatus } from './accounts';
import type { TestApp } from './app';

const CODE = /(?<![\w-])\d{6}(?![\w-])/;
let handedOut = 0;

/** Both providers, with every phone they reach. */
export class Phones {
  readonly texts: ReceivedText[] = [];
  twilio: TwilioSimulator;
  sns: SnsSimulator;

  static async open(): Promise<Phones> {
    const phones = new Phones();
    const keep = (text: ReceivedText) => void phones.texts.push(text);
    phones.twilio = await TwilioSimulator.listen(keep);
    phones.sns = await SnsSimulator.listen(keep);
    return phones;
  }

  get env(): Record<string, string> {
    const { twilio, sns } = this;
    return {
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_PHONE_NUMBER: twilio.phoneNumber,
      TWILIO_API_BASE_URL: twilio.url,
      AWS_REGION: sns.region,
      AWS_ENDPOINT_URL_SNS: sns.url,
      AWS_ACCESS_KEY_ID: sns.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sns.secretAccessKey,
      SMS_ALLOWED_COUNTRIES: 'US,DE',
    };
  }

  /** A mobile number that nobody has yet, each in a block of its own. */
  newNumber(): string {
    return `+4915${String(handedOut++).padStart(6, '0')}123`;
  }

  /** The newest text to a number, waiting for it. */
  async waitFor(
    to: string,
    predicate: (text: ReceivedText) => boolean = () => true,
    milliseconds = 10_000,
  ): Promise<ReceivedText> {
    for (let waited = 0; waited <= milliseconds; waited += 20) {
      const found = this.texts.findLast((text) => text.to === to && predicate(text));
      if (found) return found;
      await sleep(20);
    }
    throw new Error(`No such text arrived; ${this.texts.length} did`);
  }

  /** Waits for a text with a code and takes it out, so that the next call waits for the next code. */
  async codeFor(to: string): Promise<string> {
    const text = await this.waitFor(to);
    this.texts.splice(this.texts.indexOf(text), 1);
    return (CODE.exec(text.text) as RegExpExecArray)[0];
  }

  heal(): void {
    this.twilio.fault = null;
    this.twilio.lookUpFault = null;
    this.sns.fault = null;
  }

  async close(): Promise<void> {
    await Promise.all([this.twilio.close(), this.sns.close()]);
  }
}

/** Sets up a phone; the session of the account goes on with its new token. Returns the factor. */
export async function enrolSms(
  app: TestApp,
  phones: Phones,
  account: Account,
  phone = phones.newNumber(),
  headers: Record<string, string> = {},
): Promise<{ factorId: string; phone: string; backupCodes: string[] }> {
  const { token } = account;
  const body = { method: 'sms', phone, consent: true };
  const setup = await expectStatus(201, app.call('POST', '/api/2fa/setup', { token, body, headers }));
  const { factorId } = setup.body;
  const code = await phones.codeFor(phone);
  const proof = { token, body: { factorId, code } };
  const { body: verified } = await expectStatus(200, app.call('POST', '/api/2fa/verify', proof));
  account.token = verified.token;
  return { factorId, phone, backupCodes: verified.backupCodes ?? [] };
}
