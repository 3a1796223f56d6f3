import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import type { DetailsOf } from '../audit/catalogue/catalogue';
import { Transactor } from '../common/database/transactor';
import type { RequestContext } from '../common/http/request-context';
import { type SelfRegisteredType, selfRegisteredTypes } from '../users/account-type';
import { normalizeEmail } from '../users/email-address';
import { NewPasswords } from '../users/new-passwords';
import { PasswordHasher } from '../users/password-hasher';
import type { User } from '../users/user.entity';
import { UserService } from '../users/user.service';
import { AccountMail } from './account-mail';

export interface Registration {
  email: string;
  password: string;
  name: string;
  accountType: SelfRegisteredType;
}

/**
 * Registers whoever comes, with one answer and one slow hash whether the address is free or taken: only its mailbox
 * learns which.
 *
 * Until an address is verified, anybody may have registered it. If the newest password won, a stranger who registers
 * right after the owner would get in with the code the owner types; if the oldest won, one who registers before.
 * So when the passwords differ, none is kept: whoever proves the mailbox is sent a link to set one.
 */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly transactor: Transactor,
    private readonly users: UserService,
    private readonly hasher: PasswordHasher,
    private readonly newPasswords: NewPasswords,
    private readonly mail: AccountMail,
    private readonly audit: AuditRecorder,
  ) {}

  async register(input: Registration, context: RequestContext): Promise<void> {
    const registration = { ...input, email: normalizeEmail(input.email) };
    this.newPasswords.assertStrong(registration.password, registration);
    const mayMail = await this.mail.mayMail('register', registration.email);
    while (!(await this.tryOnce(registration, mayMail, context)));
  }

  /**
   * False when another registration changed the account between hashing and storing. That can happen a few times
   * only: an account goes from absent to claimed to contested to verified, and never back.
   */
  private async tryOnce(
    registration: Registration,
    mayMail: boolean,
    context: RequestContext,
  ): Promise<boolean> {
    const known = await this.users.byEmail(registration.email);
    const passwordHash = await this.judgePassword(known, registration.password);
    return this.transactor.run((manager) =>
      known
        ? this.again(manager, known, { ...registration, passwordHash }, mayMail, context)
        : this.first(manager, { ...registration, passwordHash }, mayMail, context),
    );
  }

  /** The hash to keep, at the price of one hash in every case; null when an earlier registration had another password. */
  private async judgePassword(known: User | null, password: string): Promise<string | null> {
    if (!known || isTaken(known)) return this.hasher.hash(password);
    if (known.passwordHash === null) return this.hasher.verifyAgainstNobody(password).then(() => null);
    return (await this.hasher.verify(password, known.passwordHash)) ? known.passwordHash : null;
  }

  private async first(
    manager: EntityManager,
    { email, name, accountType, passwordHash }: Registration & { passwordHash: string | null },
    mayMail: boolean,
    context: RequestContext,
  ): Promise<boolean> {
    const user = await this.users.insert(manager, { email, name, accountType, passwordHash });
    if (!user) return false;
    if (mayMail) await this.mail.queueCode(manager, { id: user.id, email });
    await this.record(manager, context, user.id, 'success', { accountType, codeSent: mayMail });
    return true;
  }

  private async again(
    manager: EntityManager,
    known: User,
    { name, accountType, passwordHash }: Registration & { passwordHash: string | null },
    mayMail: boolean,
    context: RequestContext,
  ): Promise<boolean> {
    const user = await this.users.lock(manager, { id: known.id });
    if (!user) throw new Error('An account disappeared');
    if (user.email !== known.email) return false;
    if (isTaken(user)) {
      if (mayMail) await this.mail.queueAddressTaken(manager, user);
      await this.record(manager, context, user.id, 'failure', { reason: 'address-taken' });
      return true;
    }
    if (user.passwordHash !== known.passwordHash) return false;
    await this.users.replaceRegistration(manager, user.id, { name, accountType, passwordHash });
    if (mayMail) await this.mail.queueCode(manager, user);
    const contested = passwordHash === null;
    await this.record(manager, context, user.id, 'success', {
      accountType,
      codeSent: mayMail,
      repeated: true,
      contested,
    });
    return true;
  }

  /** Nobody is the actor: who registers an address has not proven anything yet. */
  private record(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    outcome: 'success' | 'failure',
    details: DetailsOf<'account.registered'>,
  ): void {
    const subject = { type: 'user', id: userId } as const;
    this.audit.record(manager, context, {
      type: 'account.registered',
      outcome,
      actorId: null,
      subject,
      details,
    });
  }
}

/** Proven, or created by an operator: not for strangers to register again. */
function isTaken({ emailVerifiedAt, accountType }: User): boolean {
  return emailVerifiedAt !== null || !selfRegisteredTypes.some((type) => type === accountType);
}
