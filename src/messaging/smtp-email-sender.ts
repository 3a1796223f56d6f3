import { Injectable } from '@nestjs/common';
import { MailerService } from '@nestjs-modules/mailer';
import { SECOND } from '../common/clock';
import { assertNoTransaction } from '../common/database/transactor';
import { AppConfig } from '../config/app-config';
import { type Email, EmailSender } from './email-sender';
import { SendingFailure } from './sending-failure';

const STEP_TIMEOUT_MS = 5 * SECOND;
const SEND_TIMEOUT_MS = 7 * SECOND;

export function smtpSettings(config: AppConfig) {
  return {
    transport: {
      url: config.smtpUrl,
      connectionTimeout: STEP_TIMEOUT_MS,
      greetingTimeout: STEP_TIMEOUT_MS,
      socketTimeout: STEP_TIMEOUT_MS,
      dnsTimeout: STEP_TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    sendTimeout: SEND_TIMEOUT_MS,
  };
}

const PROVIDER = 'smtp';

@Injectable()
export class SmtpEmailSender extends EmailSender {
  readonly provider = PROVIDER;

  constructor(
    private readonly mailer: MailerService,
    private readonly config: AppConfig,
  ) {
    super();
  }

  async send({ messageId, to, subject, html, text }: Email): Promise<void> {
    assertNoTransaction('an e-mail');
    try {
      await this.mailer.sendMail({
        messageId: `<${messageId}@${this.config.appUrl.hostname}>`,
        from: this.config.mailFrom,
        to: { name: '', address: to },
        subject,
        html,
        text,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      throw toFailure(error as SmtpError);
    }
  }
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

/** A 5xx about the recipient or the message is final (RFC 5321 section 4.2.1); one about the connection or log-in is not. */
function toFailure({ code, responseCode }: SmtpError): SendingFailure {
  const permanent = (responseCode ?? 0) >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  const reason = [code ?? 'ETIMEDOUT', responseCode].filter((part) => part !== undefined).join(' ');
  return new SendingFailure(reason, permanent, PROVIDER);
}
