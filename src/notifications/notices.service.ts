import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock, DAY } from '../common/clock';
import { sha256 } from '../common/crypto/hashing';
import { execute, rows } from '../common/database/sql';
import { deviceName } from '../common/http/device-name';
import type { RequestContext } from '../common/http/request-context';
import { localTime } from '../common/local-time';
import { Random } from '../common/random';
import { AppConfig } from '../config/app-config';
import { MessageOutbox } from '../messaging/message-outbox';
import { describeNotice } from './describe-notice';
import { type Notice, noticeCatalogue } from './notice-catalogue';
import { findAddressees, findPeopleOfType, insertNotification } from './notification-statements';
import { placeOf } from './place';
import { REPORTABLE_MS, reportLink } from './report-link';

/** Longer than most outages of a mail server: a notice that comes late is better than none. */
const MAILED_WITHIN_MS = 3 * DAY;

/** Goes into the mail only. */
export interface NoticeLink {
  label: string;
  url: string;
}

export interface Beside {
  alsoTo?: readonly string[];
  /** What the reader of the mail can do about it, beside "wasn't me". */
  links?: readonly NoticeLink[];
}

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

  /**
   * @param context where it was done from; `systemContext` when it was not done by a request of somebody's browser
   * @param beside further addresses, whose mails carry no link, and further links, for the account's own mail only
   */
  async add(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    notice: Notice,
    { alsoTo = [], links = [] }: Beside = {},
  ): Promise<void> {
    const { wasntMe, inAppOnly = false } = noticeCatalogue[notice.kind] as {
      wasntMe: boolean;
      inAppOnly?: true;
    };
    const token = wasntMe ? this.random.token() : null;
    const written = this.write(manager, context, userId, notice, token);
    if (inAppOnly) return written;
    const [addressees] = await Promise.all([rows<Addressee>(manager, findAddressees, [userId]), written]);
    for (const addressee of addressees) {
      await this.mail(manager, context, userId, { notice, addressee, token, links });
      for (const address of alsoTo)
        await this.mail(manager, context, userId, {
          notice,
          addressee: { ...addressee, address },
          token: null,
          links: [],
        });
    }
  }

  /** In the application only. */
  async addForAll(
    manager: EntityManager,
    context: RequestContext,
    accountType: 'admin' | 'auditor',
    notice: Notice,
  ): Promise<void> {
    const people = await rows<{ id: string }>(manager, findPeopleOfType, [accountType]);
    await Promise.all(people.map(({ id }) => this.write(manager, context, id, notice, null)));
  }

  private async write(
    manager: EntityManager,
    { ip, userAgent }: RequestContext,
    userId: string,
    { kind, ...params }: Notice,
    token: string | null,
  ): Promise<void> {
    const now = this.clock.now();
    await execute(manager, insertNotification, [
      this.random.id(),
      userId,
      kind,
      params,
      ip,
      userAgent === null ? null : deviceName(userAgent),
      now,
      token && sha256(token),
      token && after(now, REPORTABLE_MS),
    ]);
  }

  private async mail(
    manager: EntityManager,
    { ip, userAgent }: RequestContext,
    userId: string,
    told: { notice: Notice; addressee: Addressee; token: string | null; links: readonly NoticeLink[] },
  ): Promise<void> {
    const { token, links } = told;
    const { kind, ...params } = told.notice;
    const { address, name, timeZone } = told.addressee;
    const now = this.clock.now();
    const say = { time: (iso: string) => localTime(new Date(iso), timeZone) };
    const { title, body } = describeNotice(kind, params, say);
    await this.outbox.queueEmail(manager, {
      userId,
      to: address,
      template: 'notice',
      content: {
        name,
        title,
        body,
        when: localTime(now, timeZone),
        place: placeOf(ip, userAgent && deviceName(userAgent)),
        ...(token ? { reportLink: reportLink(this.config.appUrl, token) } : {}),
        ...(links.length > 0 ? { links: [...links] } : {}),
      },
      expiresAt: after(now, MAILED_WITHIN_MS),
    });
  }
}
