import { Module } from '@nestjs/common';
import { NotificationInbox } from './notification-inbox.service';
import { NotificationsController } from './notifications.controller';

/** Apart from what writes notifications, so that they can sit behind a session. */
@Module({ controllers: [NotificationsController], providers: [NotificationInbox] })
export class NotificationInboxModule {}
