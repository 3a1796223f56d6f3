import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock, DAY } from '../../common/clock';
import { row } from '../../common/database/sql';
import type { RequestContext } from '../../common/http/request-context';
import { MessageOutbox } from '../../messaging/message-outbox';

const findPerson = { name: 'find-alerted-person', text: `SELECT email, name FROM users WHERE id = $1` };

/** Tells the owner of an account what just happened to it. Queued in the change's transaction; mail trouble never blocks it. */
@Injectable()
export class SecurityAlertService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: MessageOutbox,
  ) {}

  async queue(manager: EntityManager, context: RequestContext, userId: string, what: string): Promise<void> {
    const person = await row<{ email: string; name: string }>(manager, findPerson, [userId]);
    if (!person) throw new Error('An alert was meant for an account that does not exist');
    const now = this.clock.now();
    await this.outbox.queueEmail(manager, {
      userId,
      to: person.email,
      template: 'security-alert',
      content: {
        name: person.name,
        what,
        when: now.toISOString(),
        ip: context.ip ?? 'unknown',
        device: context.userAgent ?? 'unknown',
      },
      expiresAt: after(now, DAY),
    });
  }
}
