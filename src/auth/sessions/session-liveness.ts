import { Injectable } from '@nestjs/common';
import { after, Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { IDLE_MS } from './session-lifetime';

const findLive = {
  name: 'find-live-sessions',
  text: `
    SELECT id FROM sessions
    WHERE id = ANY ($1::uuid[]) AND ended_at IS NULL AND expires_at > $2 AND last_seen_at > $3`,
};

/** For what outlives the request that a session has begun it with. */
@Injectable()
export class SessionLiveness {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Those of them that are still live. */
  async liveOf(sessionIds: readonly string[]): Promise<Set<string>> {
    const now = this.clock.now();
    const found = await this.database.rows<{ id: string }>(findLive, [sessionIds, now, after(now, -IDLE_MS)]);
    return new Set(found.map(({ id }) => id));
  }
}
