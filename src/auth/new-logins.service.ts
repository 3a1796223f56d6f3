import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../common/clock';
import { rows } from '../common/database/sql';
import type { RequestContext } from '../common/http/request-context';
import { Notices } from '../notifications/notices.service';
import { isNewOrigin } from './new-login';

interface EarlierSession extends Record<string, unknown> {
  createdAt: Date;
  sessionId: string | null;
  ip: string | null;
  userAgent: string | null;
}

/** The account in any case, beside each place of its remembered sessions. */
const findOrigins = {
  name: 'find-origins-of-sessions',
  text: `
    SELECT u.created_at AS "createdAt", s.id AS "sessionId", host(s.ip) AS ip, s.user_agent AS "userAgent"
    FROM users u LEFT JOIN LATERAL (
      SELECT DISTINCT ON (recent.ip, recent.user_agent) recent.* FROM (
        SELECT id, ip, user_agent FROM sessions WHERE user_id = u.id AND kind = 'full' ORDER BY id DESC LIMIT 500
      ) recent
    ) s ON true
    WHERE u.id = $1`,
};

/** Tells people of logins from where they have not been lately. */
@Injectable()
export class NewLogins {
  constructor(
    private readonly clock: Clock,
    private readonly notices: Notices,
  ) {}

  /** One statement, issued before the login's own session is there. */
  async isNew(manager: EntityManager, { ip, userAgent }: RequestContext, userId: string): Promise<boolean> {
    const found = await rows<EarlierSession>(manager, findOrigins, [userId]);
    const [account] = found;
    if (!account) return false;
    const earlier = found.filter(({ sessionId }) => sessionId !== null);
    return isNewOrigin({ ip, userAgent }, earlier, account, this.clock.now());
  }

  async tell(manager: EntityManager, context: RequestContext, userId: string): Promise<void> {
    await this.notices.add(manager, context, userId, { kind: 'new-login' });
  }
}
