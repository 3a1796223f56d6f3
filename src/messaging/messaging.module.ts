import { Module } from '@nestjs/common';
import { MailerModule } from '@nestjs-modules/mailer';
import { AppConfig } from '../config/app-config';
import { EmailRenderer } from './email-renderer';
import { EmailSender } from './email-sender';
import { FinishedMessagesJob } from './finished-messages.job';
import { MessageCarrier } from './message-carrier';
import { MessageDelivery } from './message-delivery';
import { MessageJobs } from './message-jobs';
import { MessageOutbox } from './message-outbox';
import { SmsSender } from './sms/sms-sender';
import { createSmsSender } from './sms/sms-senders';
import { SmtpEmailSender, smtpSettings } from './smtp-email-sender';

@Module({
  imports: [MailerModule.forRootAsync({ imports: [], inject: [AppConfig], useFactory: smtpSettings })],
  providers: [
    MessageOutbox,
    MessageCarrier,
    MessageDelivery,
    MessageJobs,
    FinishedMessagesJob,
    EmailRenderer,
    { provide: EmailSender, useClass: SmtpEmailSender },
    {
      provide: SmsSender,
      inject: [AppConfig],
      useFactory: ({ sms }: AppConfig) => createSmsSender(sms, null),
    },
  ],
  exports: [MessageOutbox],
})
export class MessagingModule {}
