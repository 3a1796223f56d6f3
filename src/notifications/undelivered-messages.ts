import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock, HOUR } from '../common/clock';
import { row } from '../common/database/sql';
import { systemContext } from '../common/http/request-context';
import { MessageFailures, type UndeliveredMessage } from '../messaging/message-failures';
import type { Notice } from './notice-catalogue';
import { Notices } from './notices.service';
import { findRecentNotification } from './notification-statements';

/** Who waits for several messages at once is told once. */
const TOLD_AGAIN_AFTER_MS = HOUR;

/** Tells people of messages that will never reach them, by the ways that are left. */
@Injectable()
export class UndeliveredMessages implements OnModuleInit {
  constructor(
    private readonly failures: MessageFailures,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.failures.listen((manager, message) => this.tell(manager, message));
  }

  private async tell(manager: EntityManager, message: UndeliveredMessage): Promise<void> {
    const { userId, channel, destination } = message;
    const notice: Notice =
      channel === 'email' ? { kind: 'email-undelivered' } : { kind: 'sms-undelivered', destination };
    const since = after(this.clock.now(), -TOLD_AGAIN_AFTER_MS);
    if (await row(manager, findRecentNotification, [userId, notice.kind, since])) return;
    await this.notices.add(manager, systemContext, userId, notice);
  }
}
