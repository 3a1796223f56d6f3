import { Injectable } from '@nestjs/common';
import twilio from 'twilio';
import { DomainError } from '../../common/domain-error';
import { AppConfig } from '../../config/app-config';

export const STATUS_PATH = '/api/webhooks/twilio/status';

/** Only Twilio knows our token: it signs the address and the form of what it sends. */
@Injectable()
export class TwilioSignature {
  constructor(private readonly config: AppConfig) {}

  /** @throws not-found without Twilio, webhook-signature-invalid */
  verify(signature: string | undefined, path: string, form: Record<string, string>): void {
    const { sms, appUrl } = this.config;
    if (!sms?.twilio) throw new DomainError('not-found');
    const url = `${appUrl.origin}${path}`;
    if (!signature || !twilio.validateRequest(sms.twilio.authToken, signature, url, form))
      throw new DomainError('webhook-signature-invalid');
  }
}
