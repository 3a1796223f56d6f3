import { Injectable } from '@nestjs/common';
import { AuditRecorder } from '../audit/audit-recorder';
import { DAY } from '../common/clock';
import { Transactor } from '../common/database/transactor';
import { systemContext } from '../common/http/request-context';
import { AppConfig } from '../config/app-config';
import { AccountTokens } from './account-tokens';
import type { AccountType } from './account-type';
import { normalizeEmail } from './email-address';
import { setPasswordLink } from './set-password-link';
import { UserService } from './user.service';

const LINK_LIFETIME_MS = DAY;

/** Accounts that nobody can register: an operator creates them and hands over a link to set the first password. */
@Injectable()
export class OperatorAccounts {
  constructor(
    private readonly transactor: Transactor,
    private readonly users: UserService,
    private readonly tokens: AccountTokens,
    private readonly audit: AuditRecorder,
    private readonly config: AppConfig,
  ) {}

  /** Null when the address is taken. */
  create(
    email: string,
    name: string,
    accountType: Exclude<AccountType, 'client' | 'payee'>,
  ): Promise<{ link: string; expiresAt: Date } | null> {
    return this.transactor.run(async (manager) => {
      const user = await this.users.insert(manager, {
        email: normalizeEmail(email),
        name,
        accountType,
        passwordHash: null,
      });
      if (!user) return null;
      const { secret, expiresAt } = await this.tokens.issueLink(manager, user.id, LINK_LIFETIME_MS);
      this.audit.record(manager, systemContext, {
        type: 'account.created',
        actorId: null,
        subject: { type: 'user', id: user.id },
        details: { accountType },
      });
      return { link: setPasswordLink(this.config.appUrl, secret), expiresAt };
    });
  }
}
