import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder, refused } from '../../audit/audit-recorder';
import { Refusals } from '../../audit/refusals';
import { Transactor } from '../../common/database/transactor';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { Notices } from '../../notifications/notices.service';
import { maskEmail, normalizeEmail } from '../../users/email-address';
import { EmailChangeCodes } from '../../users/email-change-codes';
import { PasswordVerifier } from '../../users/password-verifier';
import type { User } from '../../users/user.entity';
import { UserService } from '../../users/user.service';
import { EnrolledProof } from '../2fa/challenges/enrolled-proof.service';
import { LockoutService } from '../2fa/lockout/lockout.service';
import { secondFactorRequired } from '../2fa/second-factor-required';
import { AccountMail } from '../account-mail';
import { notLoggedIn } from '../sessions/not-logged-in';
import type { Principal } from '../sessions/principal';
import { SessionService } from '../sessions/session.service';
import { Addresses } from './addresses';

export interface WantedEmail {
  newEmail: string;
  password: string;
  /** A verified challenge with purpose `change-email`; needed once a factor is active. */
  challengeId: string | null;
}

/** What was wanted, judged and ready to be put down. */
interface Judged {
  user: User;
  newEmail: string;
  challengeId: string | null;
  mayMail: boolean;
}

/**
 * The first step to another address: a code goes there, and word of it to the present one. The answer is the same whether or not
 * the address belongs to another account; only its mailbox learns that.
 */
@Injectable()
export class EmailChangeRequests {
  constructor(
    private readonly transactor: Transactor,
    private readonly users: UserService,
    private readonly passwords: PasswordVerifier,
    private readonly addresses: Addresses,
    private readonly codes: EmailChangeCodes,
    private readonly mail: AccountMail,
    private readonly proof: EnrolledProof,
    private readonly lockout: LockoutService,
    private readonly sessions: SessionService,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  /** @throws second-factor-required, invalid-credentials, too-many-attempts, too-many-codes, validation-failed, unauthenticated */
  async request(
    principal: Principal,
    context: RequestContext,
    wanted: WantedEmail,
  ): Promise<{ newEmail: string; expiresAt: Date }> {
    const { userId } = principal;
    return this.refusals.audited(context, requestOf(userId), async () => {
      const judged = await this.judge(userId, context, wanted);
      return this.transactor.run((manager) => this.putDown(manager, principal, context, judged));
    });
  }

  private async judge(userId: string, context: RequestContext, wanted: WantedEmail): Promise<Judged> {
    const { challengeId, password } = wanted;
    if (challengeId === null && (await this.proof.isExpectedOf(userId)))
      throw secondFactorRequired('change-email');
    const user = await this.users.byId(userId);
    const right = user && (await this.passwords.verify(user.email, user.passwordHash, password, context.ip));
    if (!right) throw new DomainError('invalid-credentials');
    const newEmail = normalizeEmail(wanted.newEmail);
    if (newEmail === user.email)
      throw new DomainError('validation-failed', {
        errors: [{ pointer: '/newEmail', detail: 'is your address already' }],
      });
    await this.mail.countChangeBy(userId);
    return { user, newEmail, challengeId, mayMail: await this.mail.mayMail('email-change', newEmail) };
  }

  private async putDown(
    manager: EntityManager,
    principal: Principal,
    context: RequestContext,
    { user, newEmail, challengeId, mayMail }: Judged,
  ): Promise<{ newEmail: string; expiresAt: Date }> {
    const { userId, sessionId } = principal;
    await this.lockout.lock(manager, userId);
    // Comparing the password took a while, in which the owner may have ended this session or changed what was compared.
    if (!(await this.sessions.holdLive(manager, sessionId))) throw notLoggedIn();
    const current = await this.users.lock(manager, { id: userId });
    if (current?.passwordHash !== user.passwordHash || current?.email !== user.email)
      throw new DomainError('invalid-credentials');
    const refusal = await this.proof.consume(manager, context, principal, 'change-email', challengeId);
    if (refusal) throw refusal;
    const takerId = await this.addresses.takerOf(manager, newEmail);
    const { code, expiresAt } = await this.codes.issue(manager, principal, newEmail);
    if (mayMail && takerId) await this.mail.queueAddressTaken(manager, { id: takerId, email: newEmail });
    if (mayMail && !takerId)
      await this.mail.queueChangeCode(manager, { id: userId, email: newEmail }, code, expiresAt);
    await this.notices.add(manager, context, userId, {
      kind: 'email-change-requested',
      to: maskEmail(newEmail),
    });
    const record = { ...requestOf(userId), details: { codeSent: mayMail && !takerId } };
    this.audit.record(manager, context, takerId ? refused(record, 'address-taken') : record);
    return { newEmail, expiresAt };
  }
}

function requestOf(userId: string) {
  const subject = { type: 'user', id: userId } as const;
  return { type: 'account.email_change_requested', actorId: userId, subject } as const satisfies AuditRecord;
}
