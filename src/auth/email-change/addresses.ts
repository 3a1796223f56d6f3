import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock';
import { attempt, execute, mustTouch, row } from '../../common/database/sql';
import { Random } from '../../common/random';
import { AccountTokens } from '../../users/account-tokens';

/** Nobody has proven it, and anybody may register: whoever proves the mailbox comes before them. */
const isUnproven = `email_verified_at IS NULL AND account_type IN ('client', 'payee')`;

const findTaker = {
  name: 'find-taker-of-address',
  text: `SELECT id FROM users WHERE email = $1 AND NOT (${isUnproven})`,
};

/** Under a name that no mailbox can have (RFC 2606), and without a password. */
const setAside = {
  name: 'set-registration-aside',
  text: `
    UPDATE users SET email = id || '@set-aside.invalid', password_hash = NULL
    WHERE email = $1 AND id <> $2 AND ${isUnproven} RETURNING id`,
};

const moveTo = {
  name: 'move-to-address',
  text: 'UPDATE users SET email = $2, email_verified_at = $3, email_changed_at = $3 WHERE id = $1',
};

const keepFormer = {
  name: 'keep-former-address',
  text: 'INSERT INTO email_changes (id, user_id, from_email, changed_at) VALUES ($1, $2, $3, $4)',
};

/** What it had when the first change since then was made. */
const findFormer = {
  name: 'find-former-address',
  text: `
    SELECT from_email AS "email" FROM email_changes
    WHERE user_id = $1 AND changed_at >= $2 AND undone_at IS NULL ORDER BY changed_at, id LIMIT 1`,
};

const markUndone = {
  name: 'mark-email-changes-undone',
  text: 'UPDATE email_changes SET undone_at = $3 WHERE user_id = $1 AND changed_at >= $2 AND undone_at IS NULL',
};

/**
 * Which account has which address. One address belongs to one account, which the unique constraint `users_email_unique` says
 * last. Callers hold the lock of the person's budget.
 */
@Injectable()
export class Addresses {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly tokens: AccountTokens,
  ) {}

  /** The account that has the address and keeps it. */
  async takerOf(manager: EntityManager, email: string): Promise<string | null> {
    return (await row<{ id: string }>(manager, findTaker, [email]))?.id ?? null;
  }

  /** A registration that nobody has proven gives way. @throws a violation of `users_email_unique` when another account has it */
  async change(manager: EntityManager, userId: string, from: string, to: string): Promise<void> {
    const now = this.clock.now();
    await this.move(manager, userId, to);
    await execute(manager, keepFormer, [this.random.id(), userId, from, now]);
  }

  /**
   * Takes back what was changed since a notice was sent: its reader had the mailbox of that time.
   * @returns `kept` when nothing was changed since, `lost` when the former address belongs to another account by now
   */
  async takeBack(
    manager: EntityManager,
    userId: string,
    since: Date,
  ): Promise<{ kind: 'kept' | 'lost' } | { kind: 'restored'; email: string }> {
    const former = await row<{ email: string }>(manager, findFormer, [userId, since]);
    if (!former) return { kind: 'kept' };
    const { email } = former;
    const moved = await attempt(manager, () => this.move(manager, userId, email).then(() => true));
    if (!moved) return { kind: 'lost' };
    await execute(manager, markUndone, [userId, since, this.clock.now()]);
    return { kind: 'restored', email };
  }

  /** Links and codes that went to the address before are void with it. */
  private async move(manager: EntityManager, userId: string, to: string): Promise<void> {
    const replaced = await row<{ id: string }>(manager, setAside, [to, userId]);
    if (replaced) await this.revokeAll(manager, replaced.id);
    await this.revokeAll(manager, userId);
    await mustTouch(manager, 1, moveTo, [userId, to, this.clock.now()]);
  }

  private async revokeAll(manager: EntityManager, userId: string): Promise<void> {
    for (const purpose of ['verify-email', 'set-password', 'change-email'] as const)
      await this.tokens.revoke(manager, userId, purpose);
  }
}
