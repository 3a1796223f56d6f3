import { Module } from '@nestjs/common';
import { MailerModule } from '@nestjs-modules/mailer';
import { AppConfig } from '../config/app-config';
import { DeliveryReceipts } from './delivery-receipts';
import { EmailRenderer } from './email-renderer';
import { EmailSender } from './email-sender';
import { FinishedMessagesJob } from './finished-messages.job';
import { MessageCarrier } from './message-carrier';
import { MessageDelivery } from './message-delivery';
import { MessageFailures } from './message-failures';
import { MessageJobs } from './message-jobs';
import { MessageOutbox } from './message-outbox';
import { MessagingHealthService } from './messaging-health.service';
import { LineTypes } from './sms/line-types';
import { SmsSender } from './sms/sms-sender';
import { createLineTypes, createSmsSender } from './sms/sms-senders';
import { STATUS_PATH, TwilioSignature } from './sms/twilio-signature';
import { SmtpEmailSender, smtpSettings } from './smtp-email-sender';

@Module({
  imports: [MailerModule.forRootAsync({ imports: [], inject: [AppConfig], useFactory: smtpSettings })],
  providers: [
    MessageOutbox,
    MessageCarrier,
    MessageDelivery,
    MessageFailures,
    MessagingHealthService,
    MessageJobs,
    DeliveryReceipts,
    TwilioSignature,
    FinishedMessagesJob,
    EmailRenderer,
    { provide: EmailSender, useClass: SmtpEmailSender },
    {
      provide: SmsSender,
      inject: [AppConfig],
      useFactory: ({ sms, appUrl }: AppConfig) => createSmsSender(sms, new URL(STATUS_PATH, appUrl).href),
    },
    {
      provide: LineTypes,
      inject: [AppConfig],
      useFactory: ({ sms }: AppConfig) => createLineTypes(sms),
    },
  ],
  exports: [
    MessageOutbox,
    DeliveryReceipts,
    LineTypes,
    MessageFailures,
    MessagingHealthService,
    TwilioSignature,
  ],
})
export class MessagingModule {}
