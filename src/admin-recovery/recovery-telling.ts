import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SmsService } from '../auth/2fa/sms/sms.service';
import { after, Clock, DAY } from '../common/clock';
import type { RequestContext } from '../common/http/request-context';
import { AppConfig } from '../config/app-config';
import { toGsm } from '../messaging/sms/sms-text';
import type { Notice } from '../notifications/notice-catalogue';
import { Notices } from '../notifications/notices.service';
import { RecoveryLinks } from './recovery-links';

/** Tells the owner of an account of its recovery on every channel, each time with the link that stops it. */
@Injectable()
export class RecoveryTelling {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly links: RecoveryLinks,
    private readonly notices: Notices,
    private readonly sms: SmsService,
  ) {}

  /**
   * By e-mail, in the application, and by a text if there is a phone that may be sent one.
   * @param completionToken goes into the mail only: it opens the account, and a phone may be what was lost
   */
  async progress(
    manager: EntityManager,
    context: RequestContext,
    { id, userId }: { id: string; userId: string },
    notice: Notice,
    completionToken: string | null = null,
  ): Promise<void> {
    const stop = this.links.vetoLink(id);
    const go = completionToken === null ? [] : [this.completion(completionToken)];
    const links = [
      ...go,
      { label: 'This was not me: stop the recovery', url: stop },
      { label: 'How far it is', url: this.links.statusLink(id) },
    ];
    await this.notices.add(manager, context, userId, notice, { links });
    const text = `${toGsm(this.config.appName)}: your account is being recovered because its second factors were lost. Not you? Stop it: ${stop}`;
    await this.sms.notify(manager, context, userId, { text, expiresAt: after(this.clock.now(), DAY) });
  }

  /**
   * There is nothing left to be stopped.
   * @param requestId of the request that has ended; the mail then leads to what has happened. Null when there was none
   */
  async ended(
    manager: EntityManager,
    context: RequestContext,
    { userId, requestId }: { userId: string; requestId: string | null },
    notice: Notice,
  ): Promise<void> {
    const links =
      requestId === null ? [] : [{ label: 'What has happened', url: this.links.statusLink(requestId) }];
    await this.notices.add(manager, context, userId, notice, { links });
  }

  async admins(
    manager: EntityManager,
    context: RequestContext,
    kind: 'recovery-waits' | 'recovery-stopped',
  ): Promise<void> {
    await this.notices.addForAll(manager, context, 'admin', { kind });
  }

  private completion(token: string) {
    return { label: 'Set up a new second factor', url: this.links.completionLink(token) };
  }
}
