import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../common/clock';
import { execute, mustTouch, row } from '../common/database/sql';
import { Random } from '../common/random';
import type { AccountType } from './account-type';
import { normalizeEmail } from './email-address';
import { User } from './user.entity';

export interface NewUser {
  email: string;
  name: string;
  accountType: AccountType;
  passwordHash: string | null;
}

/** Every user has a budget for wrong codes from the first moment, so that nobody has to create it under a race. */
const insertUser = {
  name: 'insert-user',
  text: `
    WITH new_user AS (
      INSERT INTO users (id, email, name, account_type, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (email) DO NOTHING RETURNING id)
    INSERT INTO verification_budgets (user_id) SELECT id FROM new_user RETURNING user_id`,
};

const replaceRegistration = {
  name: 'replace-registration',
  text: `
    UPDATE users SET name = $2, account_type = $3, password_hash = $4
    WHERE id = $1 AND email_verified_at IS NULL AND account_type IN ('client', 'payee')`,
};

const replacePassword = {
  name: 'replace-password',
  text: 'UPDATE users SET password_hash = $3, password_changed_at = $4 WHERE id = $1 AND password_hash = $2',
};

const setFirstOrLostPassword = {
  name: 'set-password',
  text: `
    UPDATE users SET password_hash = $2, email_verified_at = coalesce(email_verified_at, $3),
      password_changed_at = CASE WHEN password_hash IS NOT NULL OR password_changed_at IS NOT NULL THEN $3 END
    WHERE id = $1`,
};

const clearPassword = {
  name: 'clear-password',
  text: 'UPDATE users SET password_hash = NULL, password_changed_at = $2 WHERE id = $1',
};

const markEmailVerified = {
  name: 'mark-email-verified',
  text: 'UPDATE users SET email_verified_at = $2 WHERE id = $1 AND email_verified_at IS NULL',
};

@Injectable()
export class UserService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  byId(id: string): Promise<User | null> {
    return this.dataSource.getRepository(User).findOneBy({ id });
  }

  byEmail(email: string): Promise<User | null> {
    return this.dataSource.getRepository(User).findOneBy({ email: normalizeEmail(email) });
  }

  /** Keeps everybody else from changing this person until the transaction ends; their sessions can still be created. */
  lock(manager: EntityManager, by: { id: string } | { email: string }): Promise<User | null> {
    return manager.getRepository(User).findOne({ where: by, lock: { mode: 'for_no_key_update' } });
  }

  /** Like `lock`, but any number of transactions may hold it beside each other. */
  hold(manager: EntityManager, id: string): Promise<User | null> {
    return manager.getRepository(User).findOne({ where: { id }, lock: { mode: 'pessimistic_read' } });
  }

  /** Null when the address is taken, also by somebody who was faster. */
  async insert(manager: EntityManager, user: NewUser): Promise<{ id: string } | null> {
    const { email, name, accountType, passwordHash } = user;
    const values = [
      this.random.id(),
      normalizeEmail(email),
      name,
      accountType,
      passwordHash,
      this.clock.now(),
    ];
    const inserted = await row<{ user_id: string }>(manager, insertUser, values);
    return inserted && { id: inserted.user_id };
  }

  replaceRegistration(
    manager: EntityManager,
    id: string,
    { name, accountType, passwordHash }: Omit<NewUser, 'email'>,
  ) {
    return mustTouch(manager, 1, replaceRegistration, [id, name, accountType, passwordHash]);
  }

  /** False when the password is no longer the one that was proven. */
  async replacePassword(manager: EntityManager, id: string, from: string, to: string): Promise<boolean> {
    return (await execute(manager, replacePassword, [id, from, to, this.clock.now()])).rowCount === 1;
  }

  /** For somebody who came by a link: it was sent to the address, so the address is theirs. */
  setPassword(manager: EntityManager, id: string, passwordHash: string): Promise<void> {
    return mustTouch(manager, 1, setFirstOrLostPassword, [id, passwordHash, this.clock.now()]);
  }

  /** From now on only a new password, set through a link, opens the account. */
  async clearPassword(manager: EntityManager, id: string): Promise<void> {
    await execute(manager, clearPassword, [id, this.clock.now()]);
  }

  markEmailVerified(manager: EntityManager, id: string): Promise<void> {
    return mustTouch(manager, 1, markEmailVerified, [id, this.clock.now()]);
  }
}
