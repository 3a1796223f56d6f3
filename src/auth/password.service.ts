import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import { Refusals } from '../audit/refusals';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { NewPasswords } from '../users/new-passwords';
import { PasswordVerifier } from '../users/password-verifier';
import type { User } from '../users/user.entity';
import { UserService } from '../users/user.service';
import { LockoutService } from './2fa/lockout/lockout.service';
import { PasswordAftermath } from './password-aftermath';
import type { Principal } from './sessions/principal';

export interface PasswordChange {
  currentPassword: string;
  newPassword: string;
}

/** A change by somebody who is logged in and knows the old password. */
@Injectable()
export class PasswordService {
  constructor(
    private readonly transactor: Transactor,
    private readonly users: UserService,
    private readonly verifier: PasswordVerifier,
    private readonly newPasswords: NewPasswords,
    private readonly aftermath: PasswordAftermath,
    private readonly lockout: LockoutService,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  async change(principal: Principal, change: PasswordChange, context: RequestContext): Promise<void> {
    const record = changeOf(principal.userId);
    await this.refusals.audited(context, record, () => this.proveAndReplace(principal, change, context));
  }

  private async proveAndReplace(
    principal: Principal,
    { currentPassword, newPassword }: PasswordChange,
    context: RequestContext,
  ): Promise<void> {
    this.newPasswords.assertStrong(newPassword, principal);
    const user = await this.users.byId(principal.userId);
    const proven = user && (await this.prove(user, currentPassword, context));
    if (!proven) throw new DomainError('invalid-credentials');
    const newHash = await this.newPasswords.hash(newPassword);
    await this.transactor.run((manager) => this.replace(manager, user, proven, newHash, principal, context));
  }

  /** The hash that the password was right for. */
  private async prove(user: User, password: string, context: RequestContext): Promise<string | null> {
    const right = await this.verifier.verify(user.email, user.passwordHash, password, context.ip);
    return right ? user.passwordHash : null;
  }

  /** Refuses when another change was faster: the password that was proven is no longer the current one. */
  private async replace(
    manager: EntityManager,
    user: User,
    from: string,
    to: string,
    { sessionId }: Principal,
    context: RequestContext,
  ): Promise<void> {
    await this.lockout.lock(manager, user.id);
    if (!(await this.users.replacePassword(manager, user.id, from, to)))
      throw new DomainError('invalid-credentials');
    this.audit.record(manager, context, changeOf(user.id));
    await this.aftermath.settle(
      manager,
      user.id,
      { cause: 'account.password_changed', keepSessionId: sessionId },
      context,
    );
  }
}

function changeOf(userId: string): AuditRecord {
  return { type: 'account.password_changed', actorId: userId, subject: { type: 'user', id: userId } };
}
