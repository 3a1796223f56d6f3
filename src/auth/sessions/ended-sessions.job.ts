import { Injectable } from '@nestjs/common';
import { DAY } from '../../common/clock';
import { NightlyDeletion } from '../../common/jobs/nightly-deletion';

const deleteEnded = {
  name: 'delete-ended-sessions-batch',
  text: `
    DELETE FROM sessions WHERE id IN (
      SELECT s.id FROM sessions s
      WHERE s.expires_at < $1 AND NOT EXISTS (SELECT FROM challenges c WHERE c.session_id = s.id)
        AND NOT EXISTS (SELECT FROM approvals a WHERE a.session_id = s.id)
      ORDER BY s.expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED
    )`,
};

/** Forgets who was logged in where. A session that a challenge or an approval names stays with it. */
@Injectable()
export class EndedSessionsJob extends NightlyDeletion {
  readonly name = 'delete-ended-sessions';
  readonly cron = '27 3 * * *';
  protected readonly keptMs = 30 * DAY;
  protected readonly batch = deleteEnded;
}
