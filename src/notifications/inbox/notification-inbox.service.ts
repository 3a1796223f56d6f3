import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/sessions/principal';
import { Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { DomainError } from '../../common/domain-error';
import { positionOf, toPage } from '../../common/http/page';
import { localTime } from '../../common/local-time';
import { describeNotice } from '../describe-notice';
import {
  countUnreadNotifications,
  listNotifications,
  listUnreadNotifications,
  readAllNotifications,
  readNotification,
} from '../notification-statements';
import { placeOf } from '../place';
import type { NotificationPage, NotificationQuery } from './notification-view';

interface ListedNotification extends Record<string, unknown> {
  id: string;
  kind: string;
  params: object;
  ip: string | null;
  device: string | null;
  createdAt: Date;
  readAt: Date | null;
}

@Injectable()
export class NotificationInbox {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async list({ userId, timeZone }: Principal, query: NotificationQuery): Promise<NotificationPage> {
    const statement = query.unread ? listUnreadNotifications : listNotifications;
    const [found, unread] = await Promise.all([
      this.database.rows<ListedNotification>(statement, [userId, positionOf(query), query.limit + 1]),
      this.database.row<{ count: number }>(countUnreadNotifications, [userId]),
    ]);
    const say = { time: (iso: string) => localTime(new Date(iso), timeZone) };
    const page = toPage(found, query.limit, ({ id, kind, params, ip, device, createdAt, readAt }) => ({
      id,
      kind,
      ...describeNotice(kind, params, say),
      place: placeOf(ip, device),
      createdAt: createdAt.toISOString(),
      readAt: readAt?.toISOString() ?? null,
    }));
    return { ...page, unreadCount: unread?.count ?? 0 };
  }

  /** Marking one that has been read already changes nothing. @throws not-found */
  async read({ userId }: Principal, id: string): Promise<void> {
    const touched = await this.database.execute(readNotification, [id, userId, this.clock.now()]);
    if (touched === 0) throw new DomainError('not-found');
  }

  async readAll({ userId }: Principal): Promise<void> {
    await this.database.execute(readAllNotifications, [userId, this.clock.now()]);
  }
}
