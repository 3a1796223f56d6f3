import { Module } from '@nestjs/common';
import { MailerModule } from '@nestjs-modules/mailer';
import { AppConfig } from '../config/app-config';
import { EmailRenderer } from './email-renderer';
import { EmailSender } from './email-sender';
import { FinishedMessagesJob } from './finished-messages.job';
import { MessageDelivery } from './message-delivery';
import { MessageJobs } from './message-jobs';
import { MessageOutbox } from './message-outbox';
import { SmtpEmailSender, smtpSettings } from './smtp-email-sender';

@Module({
  imports: [MailerModule.forRootAsync({ imports: [], inject: [AppConfig], useFactory: smtpSettings })],
  providers: [
    MessageOutbox,
    MessageDelivery,
    MessageJobs,
    FinishedMessagesJob,
    EmailRenderer,
    { provide: EmailSender, useClass: SmtpEmailSender },
  ],
  exports: [MessageOutbox],
})
export class MessagingModule {}
