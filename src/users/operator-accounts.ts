import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import { DAY } from '../common/clock';
import { Transactor } from '../common/database/transactor';
import { type RequestContext, systemContext } from '../common/http/request-context';
import { AppConfig } from '../config/app-config';
import { AccountTokens } from './account-tokens';
import type { AccountType } from './account-type';
import { normalizeEmail } from './email-address';
import { setPasswordLink } from './set-password-link';
import { UserService } from './user.service';

const LINK_LIFETIME_MS = DAY;

type OperatorType = Exclude<AccountType, 'client' | 'payee'>;

export interface NewOperator {
  email: string;
  name: string;
  accountType: OperatorType;
}

export interface CreatedOperator {
  userId: string;
  link: string;
  expiresAt: Date;
}

/** Accounts that nobody can register: an operator or two admins create them, with a link to set the first password. */
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
  create(email: string, name: string, accountType: OperatorType): Promise<CreatedOperator | null> {
    return this.transactor.run((manager) =>
      this.createIn(manager, systemContext, { email, name, accountType }, null),
    );
  }

  /** The same, in the transaction of two admins who have agreed on it. */
  async createIn(
    manager: EntityManager,
    context: RequestContext,
    { email, name, accountType }: NewOperator,
    by: { actorId: string; proposalId: string; confirmedBy: string } | null,
  ): Promise<CreatedOperator | null> {
    const wanted = { email: normalizeEmail(email), name, accountType, passwordHash: null };
    const user = await this.users.insert(manager, wanted);
    if (!user) return null;
    const { secret, expiresAt } = await this.tokens.issueLink(manager, user.id, LINK_LIFETIME_MS);
    const { actorId = null, ...agreement } = by ?? {};
    this.audit.record(manager, context, {
      type: 'account.created',
      actorId,
      subject: { type: 'user', id: user.id },
      details: { accountType, ...agreement },
    });
    return { userId: user.id, link: setPasswordLink(this.config.appUrl, secret), expiresAt };
  }
}
