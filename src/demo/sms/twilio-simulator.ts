import { createHmac, randomBytes } from 'node:crypto';
import {
  type ProviderAnswer,
  type ProviderCall,
  type ProviderFault,
  ProviderSimulator,
  type ReceivedText,
} from './provider-simulator';

const JSON_TYPE = 'application/json';
const LOOK_UP = /^\/v2\/PhoneNumbers\/([^/?]+)\?Fields=line_type_intelligence$/;

/** https://www.twilio.com/docs/messaging/api/message-resource: Basic authentication, a form in, JSON out. */
export class TwilioSimulator extends ProviderSimulator {
  readonly accountSid = `AC${randomBytes(16).toString('hex')}`;
  readonly authToken = randomBytes(16).toString('hex');
  readonly phoneNumber = '+15005550006';
  /** What is reported of each message, in this order. */
  receipts: readonly string[] = ['sent', 'delivered'];
  /** What kind of line a number has; `mobile` where nothing is said, and null for a number that nobody has. */
  readonly lineTypes = new Map<string, string | null>();
  /** What happens to look-ups until it is null again. */
  lookUpFault: ProviderFault | null = null;
  /** Where the application is when its public address is not. */
  applicationUrl: string | null = null;

  static listen(onText: (text: ReceivedText) => Promise<void> | void, port = 0): Promise<TwilioSimulator> {
    return new TwilioSimulator(onText).listen(port);
  }

  protected judge({ method, path, headers, form }: ProviderCall): ProviderAnswer | ReceivedText {
    if (headers.authorization !== `Basic ${btoa(`${this.accountSid}:${this.authToken}`)}`)
      return this.refuse(401, 20003);
    const lookedUp = method === 'GET' ? LOOK_UP.exec(path)?.[1] : undefined;
    if (lookedUp) return this.answerLookUp(decodeURIComponent(lookedUp));
    if (method !== 'POST' || path !== `/2010-04-01/Accounts/${this.accountSid}/Messages.json`)
      return this.refuse(404, 20404);
    const [to, from, text] = ['To', 'From', 'Body'].map((field) => form.get(field) ?? '');
    if (!text) return this.refuse(400, 21602);
    if (!to || !/^\+[1-9]\d{6,14}$/.test(to)) return this.refuse(400, 21211);
    if (from !== this.phoneNumber) return this.refuse(400, 21606);
    return { provider: 'twilio', to, from, text };
  }

  protected override faultFor(call: ProviderCall): ProviderFault | null {
    return LOOK_UP.test(call.path) ? this.lookUpFault : super.faultFor(call);
  }

  /** https://www.twilio.com/docs/lookup/v2-api/line-type-intelligence */
  private answerLookUp(number: string): ProviderAnswer {
    const type = this.lineTypes.get(number);
    const isValid = type !== null;
    const body = {
      calling_country_code: null,
      country_code: null,
      phone_number: number,
      national_format: null,
      valid: isValid,
      validation_errors: isValid ? [] : ['INVALID_BUT_POSSIBLE'],
      line_type_intelligence: isValid
        ? { type: type ?? 'mobile', carrier_name: 'Simulated', error_code: null }
        : null,
      url: `https://lookups.twilio.com/v2/PhoneNumbers/${number}`,
    };
    return { status: 200, type: JSON_TYPE, body: JSON.stringify(body) };
  }

  protected refuse(status: number, code: string | number): ProviderAnswer {
    const body = {
      code: Number(code),
      message: `Refused with code ${code}`,
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status,
    };
    return { status, type: JSON_TYPE, body: JSON.stringify(body) };
  }

  protected accept({ to, from, text }: ReceivedText, { form }: ProviderCall): ProviderAnswer {
    const sid = `SM${randomBytes(16).toString('hex')}`;
    const callback = form.get('StatusCallback');
    if (callback)
      void this.report(callback, { MessageSid: sid, AccountSid: this.accountSid, To: to, From: from });
    const body = {
      sid,
      account_sid: this.accountSid,
      to,
      from,
      body: text,
      status: 'queued',
      direction: 'outbound-api',
      num_segments: '1',
      num_media: '0',
      api_version: '2010-04-01',
      date_created: null,
      date_updated: null,
      date_sent: null,
      error_code: null,
      error_message: null,
      messaging_service_sid: null,
      price: null,
      price_unit: 'USD',
      uri: `/2010-04-01/Accounts/${this.accountSid}/Messages/${sid}.json`,
      subresource_uris: {},
    };
    return { status: 201, type: JSON_TYPE, body: JSON.stringify(body) };
  }

  /** A form signed as https://www.twilio.com/docs/usage/security says: the address, then names and values in order. */
  async post(url: string, form: Record<string, string>): Promise<number> {
    const signed = Object.keys(form)
      .sort()
      .reduce((text, name) => text + name + form[name], url);
    const signature = createHmac('sha1', this.authToken).update(signed).digest('base64');
    const { origin, pathname, search } = new URL(url);
    const response = await fetch(`${this.applicationUrl ?? origin}${pathname}${search}`, {
      method: 'POST',
      headers: { 'X-Twilio-Signature': signature },
      body: new URLSearchParams(form),
    });
    return response.status;
  }

  private async report(callback: string, message: Record<string, string>): Promise<void> {
    if (this.applicationUrl === null && !['127.0.0.1', 'localhost'].includes(new URL(callback).hostname))
      return;
    for (const status of this.receipts)
      await this.post(callback, { ...message, MessageStatus: status, SmsStatus: status }).catch(
        () => undefined,
      );
  }
}
