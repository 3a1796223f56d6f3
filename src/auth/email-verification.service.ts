import { Injectable } from '@nestjs/common';
import { AuditRecorder } from '../audit/audit-recorder';
import { after, Clock, MINUTE } from '../common/clock';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { AccountTokens } from '../users/account-tokens';
import { normalizeEmail } from '../users/email-address';
import type { User } from '../users/user.entity';
import { UserService } from '../users/user.service';
import { normalizeCode } from './2fa/challenges/code';
import { invalidCode } from './2fa/challenges/code-from';
import { AccountMail } from './account-mail';

const RESEND_COOL_DOWN_MS = MINUTE;

@Injectable()
export class EmailVerificationService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly users: UserService,
    private readonly tokens: AccountTokens,
    private readonly mail: AccountMail,
    private readonly audit: AuditRecorder,
  ) {}

  /** The answer does not tell a wrong code from an unknown, verified or exhausted address. */
  async verify(email: string, typedCode: string, context: RequestContext): Promise<void> {
    const code = normalizeCode(typedCode);
    if (code === null) throw invalidCode('must be 6 digits');
    const verified = await this.transactor.run(async (manager) => {
      const user = await this.users.lock(manager, { email: normalizeEmail(email) });
      const waiting = user && user.emailVerifiedAt === null ? user : null;
      const attempt = await this.tokens.attemptCode(manager, waiting?.id ?? null);
      const right = this.tokens.isRight(attempt, code);
      if (right && attempt && waiting) {
        await this.tokens.redeemCode(manager, attempt);
        await this.users.markEmailVerified(manager, waiting.id);
        if (waiting.passwordHash === null) await this.mail.queuePasswordLink(manager, waiting);
      }
      this.audit.record(manager, context, {
        type: 'account.email_verified',
        outcome: right ? 'success' : 'failure',
        actorId: right && waiting ? waiting.id : null,
        subject: { type: 'user', id: user?.id ?? null },
        details: right ? {} : { reason: 'code-incorrect' },
      });
      return right;
    });
    if (!verified) throw new DomainError('code-incorrect');
  }

  /**
   * For somebody who knows the password but has not proven the address: a fresh code, unless one went out a moment ago
   * or too many did. The refused login is recorded either way.
   */
  async remind({ id, email }: User, context: RequestContext): Promise<void> {
    const mayMail = (await this.coolDownIsOver(id)) && (await this.mail.mayMail('register', email));
    await this.transactor.run(async (manager) => {
      const user = await this.users.lock(manager, { id });
      if (mayMail && user?.emailVerifiedAt === null) await this.mail.queueCode(manager, user);
      this.audit.record(manager, context, {
        type: 'session.login',
        outcome: 'failure',
        actorId: id,
        subject: { type: 'user', id },
        details: { reason: 'email-not-verified', codeSent: mayMail },
      });
    });
  }

  private async coolDownIsOver(userId: string): Promise<boolean> {
    const sentAt = await this.tokens.newestCodeAt(userId);
    return sentAt === null || after(sentAt, RESEND_COOL_DOWN_MS) <= this.clock.now();
  }
}
