import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder, refused } from '../../audit/audit-recorder';
import { Refusals } from '../../audit/refusals';
import { Transactor } from '../../common/database/transactor';
import { violates } from '../../common/database/unique-violation';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { EmailChangeCodes } from '../../users/email-change-codes';
import { UserService } from '../../users/user.service';
import { normalizeCode } from '../2fa/challenges/code';
import { invalidCode } from '../2fa/challenges/code-from';
import { LockoutService } from '../2fa/lockout/lockout.service';
import { notLoggedIn } from '../sessions/not-logged-in';
import type { Principal } from '../sessions/principal';
import { SessionService } from '../sessions/session.service';
import { EmailChangeAftermath } from './email-change-aftermath';

/** The second step: the code that came to the new address, in the session that asked for it. */
@Injectable()
export class EmailChangeService {
  constructor(
    private readonly transactor: Transactor,
    private readonly users: UserService,
    private readonly codes: EmailChangeCodes,
    private readonly lockout: LockoutService,
    private readonly sessions: SessionService,
    private readonly aftermath: EmailChangeAftermath,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  /** @throws code-incorrect also when there is no live code; email-taken, last-factor-required, unauthenticated */
  async confirm(principal: Principal, typedCode: string, context: RequestContext): Promise<void> {
    const code = normalizeCode(typedCode);
    if (code === null) throw invalidCode('must be 6 digits');
    const changed = await this.refusals.audited(context, changeOf(principal.userId), () =>
      this.transactor.run((manager) => this.judge(manager, principal, code, context)).catch(nameTaken),
    );
    if (!changed) throw new DomainError('code-incorrect');
  }

  /** A wrong code is a verdict: its attempt stays counted. */
  private async judge(
    manager: EntityManager,
    principal: Principal,
    code: string,
    context: RequestContext,
  ): Promise<boolean> {
    const { userId, sessionId } = principal;
    await this.lockout.lock(manager, userId);
    if (!(await this.sessions.holdLive(manager, sessionId))) throw notLoggedIn();
    const user = await this.users.lock(manager, { id: userId });
    const attempt = await this.codes.attempt(manager, userId);
    if (!user || !attempt || !this.codes.isRight(attempt, principal, code)) {
      this.audit.record(manager, context, refused(changeOf(userId), 'code-incorrect'));
      return false;
    }
    await this.codes.redeem(manager, attempt);
    const { newEmail } = attempt;
    const details = await this.aftermath.settle(manager, principal, context, user.email, newEmail);
    this.audit.record(manager, context, { ...changeOf(userId), details });
    return true;
  }
}

function changeOf(userId: string) {
  const subject = { type: 'user', id: userId } as const;
  return { type: 'account.email_changed', actorId: userId, subject } as const satisfies AuditRecord;
}

/** Somebody else has proven the same mailbox and was quicker. */
function nameTaken(error: unknown): never {
  throw violates(error, 'users_email_unique') ? new DomainError('email-taken') : error;
}
