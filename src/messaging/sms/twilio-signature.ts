import { Injectable } from '@nestjs/common';
import twilio from 'twilio';
import { DomainError } from '../../common/domain-error';
import { AppConfig } from '../../config/app-config';

export const STATUS_PATH = '/api/webhooks/twilio/status';

/** Only Twilio knows our token: it signs the address and the form of what it sends. */
@Injectable()
export class TwilioSignature {
  constructor(private readonly config: AppConfig) {}

  /**
   * @param body as it was parsed: whoever sends it may be anybody
   * @returns the form that Twilio has signed
   * @throws not-found without Twilio, webhook-signature-invalid
   */
  verify(signature: string | undefined, path: string, body: unknown): Record<string, string> {
    const { sms, appUrl } = this.config;
    if (!sms?.twilio) throw new DomainError('not-found');
    const url = `${appUrl.origin}${path}`;
    const form = isForm(body) ? body : null;
    if (!signature || !form || !twilio.validateRequest(sms.twilio.authToken, signature, url, form))
      throw new DomainError('webhook-signature-invalid');
    return form;
  }
}

function isForm(body: unknown): body is Record<string, string> {
  return (
    typeof body === 'object' &&
    body !== null &&
    Object.values(body).every((value) => typeof value === 'string')
  );
}
