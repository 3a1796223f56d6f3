import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock, DAY } from '../common/clock';
import { sha256 } from '../common/crypto/hashing';
import { execute, rows } from '../common/database/sql';
import { deviceName } from '../common/http/device-name';
import type { RequestContext } from '../common/http/request-context';
import { Random } from '../common/random';
import { AppConfig } from '../config/app-config';
import { MessageOutbox } from '../messaging/message-outbox';
import { localTime } from './local-time';
import { describeNotice, type Notice, noticeCatalogue } from './notice-catalogue';
import { findAddressees, insertNotification } from './notification-statements';
import { placeOf } from './place';
import { REPORTABLE_MS, reportLink } from './report-link';

/** Longer than most outages of a mail server: a notice that comes late is better than none. */
const MAILED_WITHIN_MS = 3 * DAY;

interface Addressee extends Record<string, unknown> {
  address: string;
  name: string;
  timeZone: string;
}

/**
 * Tells people what happened to their accounts, by e-mail to every address and in the application. Written in the change's
 * transaction: it exists exactly if the change does, and mail trouble never blocks it.
 */
@Injectable()
export class Notices {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly config: AppConfig,
    private readonly outbox: MessageOutbox,
  ) {}

  /** @param context where it was done from; `systemContext` when it was not done by a request of somebody's browser */
  async add(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    { kind, ...params }: Notice,
  ): Promise<void> {
    const { wasntMe, inAppOnly = false } = noticeCatalogue[kind] as { wasntMe: boolean; inAppOnly?: true };
    const now = this.clock.now();
    const token = wasntMe ? this.random.token() : null;
    const written = execute(manager, insertNotification, [
      this.random.id(),
      userId,
      kind,
      params,
      context.ip,
      context.userAgent === null ? null : deviceName(context.userAgent),
      now,
      token && sha256(token),
      token && after(now, REPORTABLE_MS),
    ]);
    if (inAppOnly) return void (await written);
    const [addressees] = await Promise.all([rows<Addressee>(manager, findAddressees, [userId]), written]);
    await Promise.all(
      addressees.map(({ address, name, timeZone }) => {
        const { title, body } = describeNotice(kind, params, {
          time: (iso) => localTime(new Date(iso), timeZone),
        });
        return this.outbox.queueEmail(manager, {
          userId,
          to: address,
          template: 'notice',
          content: {
            name,
            title,
            body,
            when: localTime(now, timeZone),
            place: placeOf(context.ip, context.userAgent && deviceName(context.userAgent)),
            ...(token ? { reportLink: reportLink(this.config.appUrl, token) } : {}),
          },
          expiresAt: after(now, MAILED_WITHIN_MS),
        });
      }),
    );
  }
}
