import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/messaging.module';
import { Notices } from './notices.service';
import { OldNotificationsJob } from './old-notifications.job';
import { UndeliveredMessages } from './undelivered-messages';

@Module({
  imports: [MessagingModule],
  providers: [Notices, OldNotificationsJob, UndeliveredMessages],
  exports: [Notices],
})
export class NotificationsModule {}
