import { Injectable } from '@nestjs/common';
import { DAY } from '../common/clock';
import { NightlyDeletion } from '../common/jobs/nightly-deletion';

const deleteFinished = {
  name: 'delete-finished-messages-batch',
  text: `
    DELETE FROM messages WHERE id IN (
      SELECT id FROM messages WHERE status IN ('sent', 'failed', 'expired') AND created_at < $1
      ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED
    )`,
};

/** Deletes what is over, for it names an address in clear. */
@Injectable()
export class FinishedMessagesJob extends NightlyDeletion {
  readonly name = 'delete-finished-messages';
  readonly cron = '57 3 * * *';
  protected readonly keptMs = 30 * DAY;
  protected readonly batch = deleteFinished;
}
