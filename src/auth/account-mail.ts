import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock, DAY, HOUR } from '../common/clock';
import { AppConfig } from '../config/app-config';
import { MessageOutbox } from '../messaging/message-outbox';
import { AccountTokens } from '../users/account-tokens';
import { MailBudget } from '../users/mail-budget';
import { setPasswordLink } from '../users/set-password-link';

export interface Addressee {
  id: string;
  email: string;
}

/** As long as the budget of mails: whoever used it up for somebody else has left them a link that works. */
const LINK_LIFETIME_MS = HOUR;

/**
 * The mails about accounts, queued in the transaction of what they tell. None says a name: before the
 * address is proven, anybody may have typed it.
 */
@Injectable()
export class AccountMail {
  constructor(
    private readonly outbox: MessageOutbox,
    private readonly tokens: AccountTokens,
    private readonly budget: MailBudget,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  /** Whether a form that anybody may send may cause one more mail to the address. Asked before the transaction. */
  mayMail(kind: 'register' | 'password-reset' | 'email-change', email: string): Promise<boolean> {
    return this.budget.take(kind, email);
  }

  /** Somebody who is known must not mail strangers without end. @throws too-many-codes */
  countChangeBy(userId: string): Promise<void> {
    return this.budget.takeFor('email-change-by', userId);
  }

  /** To an address that is not the account's yet. */
  async queueChangeCode(
    manager: EntityManager,
    { id: userId, email: to }: Addressee,
    code: string,
    expiresAt: Date,
  ): Promise<void> {
    await this.outbox.queueEmail(manager, {
      userId,
      to,
      template: 'change-email',
      content: { code },
      expiresAt,
    });
  }

  async queueCode(manager: EntityManager, { id: userId, email: to }: Addressee): Promise<void> {
    const { code, expiresAt } = await this.tokens.issueCode(manager, userId);
    await this.outbox.queueEmail(manager, {
      userId,
      to,
      template: 'verify-email',
      content: { code },
      expiresAt,
    });
  }

  async queueAddressTaken(manager: EntityManager, { id: userId, email: to }: Addressee): Promise<void> {
    const expiresAt = after(this.clock.now(), DAY);
    await this.outbox.queueEmail(manager, { userId, to, template: 'address-taken', content: {}, expiresAt });
  }

  async queuePasswordLink(manager: EntityManager, { id: userId, email: to }: Addressee): Promise<void> {
    const { secret, expiresAt } = await this.tokens.issueLink(manager, userId, LINK_LIFETIME_MS);
    const link = setPasswordLink(this.config.appUrl, secret);
    await this.outbox.queueEmail(manager, {
      userId,
      to,
      template: 'set-password',
      content: { link },
      expiresAt,
    });
  }
}
