import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/database';
import { enqueue, row } from '../../../common/database/sql';
import { DomainError } from '../../../common/domain-error';
import type { VerificationBudget } from './lockout';

const columns = `
  recent_failures AS "recentFailures", payment_failures AS "paymentFailures",
  lock_level AS "lockLevel", payment_locked_until AS "paymentLockedUntil", reservations,
  consecutive_failures AS "consecutiveFailures", codes_disabled_at AS "codesDisabledAt", passkey_failures AS "passkeyFailures"`;

const lockBudget = {
  name: 'lock-verification-budget',
  text: `SELECT ${columns} FROM verification_budgets WHERE user_id = $1 FOR UPDATE`,
};

const findBudget = {
  name: 'find-verification-budget',
  text: `SELECT ${columns} FROM verification_budgets WHERE user_id = $1`,
};

const saveBudget = {
  name: 'save-verification-budget',
  text: `
    UPDATE verification_budgets
    SET recent_failures = $2, payment_failures = $3, lock_level = $4, payment_locked_until = $5, reservations = $6,
      consecutive_failures = $7, codes_disabled_at = $8, passkey_failures = $9
    WHERE user_id = $1`,
};

type Row = VerificationBudget & Record<string, unknown>;

/** Keeps the budget in PostgreSQL, where all replicas share it and a restart does not refill it. */
@Injectable()
export class LockoutService {
  constructor(private readonly database: Database) {}

  /** For showing only; judging needs `lock`. */
  async read(userId: string): Promise<VerificationBudget> {
    return existing(await this.database.row<Row>(findBudget, [userId]));
  }

  /** Locks the person's row: until the transaction ends, nobody else judges a code of this person. @throws account-erased */
  async lock(manager: EntityManager, userId: string): Promise<VerificationBudget> {
    return existing(await row<Row>(manager, lockBudget, [userId]));
  }

  save(manager: EntityManager, userId: string, budget: VerificationBudget): void {
    const { recentFailures, paymentFailures, lockLevel, paymentLockedUntil, reservations } = budget;
    const { consecutiveFailures, codesDisabledAt, passkeyFailures } = budget;
    enqueue(manager, 1, saveBudget, [
      userId,
      recentFailures,
      paymentFailures,
      lockLevel,
      paymentLockedUntil,
      reservations,
      consecutiveFailures,
      codesDisabledAt,
      passkeyFailures,
    ]);
  }
}

/** Every account has one from its first to its last moment: whoever has none was erased, also while this request waited. */
function existing(budget: VerificationBudget | null): VerificationBudget {
  if (!budget) throw new DomainError('account-erased');
  return budget;
}
