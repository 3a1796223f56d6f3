import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AuditRecorder } from '../audit/audit-recorder';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { AccountTokens } from '../users/account-tokens';
import { normalizeEmail } from '../users/email-address';
import { NewPasswords } from '../users/new-passwords';
import { UserService } from '../users/user.service';
import { LockoutService } from './2fa/lockout/lockout.service';
import { AccountMail } from './account-mail';
import { PasswordAftermath } from './password-aftermath';

/** Far above what the work takes, so that its length cannot be read from the answer. */
const ANSWER_AFTER_MS = 150;

/** A new password for somebody who reads the mailbox. The second factor stays in force, and nobody is logged in. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly transactor: Transactor,
    private readonly users: UserService,
    private readonly tokens: AccountTokens,
    private readonly newPasswords: NewPasswords,
    private readonly mail: AccountMail,
    private readonly aftermath: PasswordAftermath,
    private readonly lockout: LockoutService,
    private readonly audit: AuditRecorder,
  ) {}

  /** The same answer at the same moment, whoever the address belongs to. */
  async request(typedEmail: string, context: RequestContext): Promise<void> {
    const answerTime = sleep(ANSWER_AFTER_MS);
    const email = normalizeEmail(typedEmail);
    const mayMail = await this.mail.mayMail('password-reset', email);
    await this.transactor.run(async (manager) => {
      const user = await this.users.lock(manager, { email });
      if (user && mayMail) await this.mail.queuePasswordLink(manager, user);
      this.audit.record(manager, context, {
        type: 'account.password_reset_requested',
        outcome: user && mayMail ? 'success' : 'failure',
        actorId: null,
        subject: { type: 'user', id: user?.id ?? null },
        details: user && mayMail ? {} : { reason: user ? 'too-many-mails' : 'unknown-address' },
      });
    });
    await answerTime;
  }

  async confirm(token: string, newPassword: string, context: RequestContext): Promise<void> {
    const userId = await this.tokens.ownerOfLink(token);
    const owner = userId && (await this.users.byId(userId));
    if (!owner) return this.refuse(context);
    this.newPasswords.assertStrong(newPassword, owner);
    const passwordHash = await this.newPasswords.hash(newPassword);
    const done = await this.transactor.run(async (manager) => {
      await this.lockout.lock(manager, owner.id);
      const user = await this.users.lock(manager, { id: owner.id });
      if (!user || !(await this.tokens.redeemLink(manager, token))) return false;
      await this.users.setPassword(manager, user.id, passwordHash);
      await this.tokens.revoke(manager, user.id, 'verify-email');
      this.audit.record(manager, context, {
        type: 'account.password_reset',
        actorId: user.id,
        subject: { type: 'user', id: user.id },
        details: { provedAddress: user.emailVerifiedAt === null },
      });
      await this.aftermath.settle(
        manager,
        user.id,
        { cause: 'account.password_reset', keepSessionId: null },
        context,
      );
      return true;
    });
    if (!done) await this.refuse(context);
  }

  private async refuse(context: RequestContext): Promise<never> {
    await this.audit.recordAlone(context, {
      type: 'account.password_reset',
      outcome: 'failure',
      actorId: null,
      subject: { type: 'user', id: null },
      details: { reason: 'token-invalid' },
    });
    throw new DomainError('token-invalid');
  }
}
