import { Injectable } from '@nestjs/common';
import { DAY } from '../common/clock';
import { NightlyDeletion } from '../common/jobs/nightly-deletion';
import { deleteOldNotifications } from './notification-statements';

/** Deletes notifications after 13 months. */
@Injectable()
export class OldNotificationsJob extends NightlyDeletion {
  readonly name = 'delete-old-notifications';
  readonly cron = '7 4 * * *';
  protected readonly keptMs = 396 * DAY;
  protected readonly batch = deleteOldNotifications;
}
