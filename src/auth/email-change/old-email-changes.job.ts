import { Injectable } from '@nestjs/common';
import { DAY } from '../../common/clock';
import { NightlyDeletion } from '../../common/jobs/nightly-deletion';
import { REPORTABLE_MS } from '../../notifications/report-link';

/** Forgets addresses that no link can bring back any more. */
@Injectable()
export class OldEmailChangesJob extends NightlyDeletion {
  readonly name = 'delete-old-email-changes';
  readonly cron = '11 4 * * *';
  protected readonly keptMs = REPORTABLE_MS + DAY;
  protected readonly batch = {
    name: 'delete-old-email-changes-batch',
    text: 'DELETE FROM email_changes WHERE id IN (SELECT id FROM email_changes WHERE changed_at < $1 LIMIT 1000)',
  };
}
