import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { isWithinLifetime, policyInForce, sessionMayOnlyEnrol } from './policy-in-force';

const findLive = {
  name: 'find-live-sessions',
  text: `
    SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id
      CROSS JOIN LATERAL (${policyInForce('u.account_type', '$2')}) p
    WHERE s.id = ANY ($1::uuid[]) AND s.ended_at IS NULL AND s.expires_at > $2 AND ${isWithinLifetime('$2')}
      AND NOT ${sessionMayOnlyEnrol('$2')}`,
};

/** For what outlives the request that a session has begun it with. */
@Injectable()
export class SessionLiveness {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Those of them that are still live, and whole ones. */
  async liveOf(sessionIds: readonly string[]): Promise<Set<string>> {
    const now = this.clock.now();
    const found = await this.database.rows<{ id: string }>(findLive, [sessionIds, now]);
    return new Set(found.map(({ id }) => id));
  }
}
