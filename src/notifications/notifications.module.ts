import { Module } from '@nestjs/common';
import { MessagingModule } from '../messaging/messaging.module';
import { Notices } from './notices.service';
import { OldNotificationsJob } from './old-notifications.job';

@Module({
  imports: [MessagingModule],
  providers: [Notices, OldNotificationsJob],
  exports: [Notices],
})
export class NotificationsModule {}
