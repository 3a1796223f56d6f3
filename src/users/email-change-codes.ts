import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock, MINUTE } from '../common/clock';
import { equalInConstantTime, hmac } from '../common/crypto/hashing';
import { execute, mustTouch, row } from '../common/database/sql';
import { Random } from '../common/random';
import { AppConfig } from '../config/app-config';
import { AccountTokens } from './account-tokens';

const CODE_DIGITS = 6;
const CODE_LIFETIME_MS = 10 * MINUTE;
const MAX_ATTEMPTS = 5;

/** A try at the code of a person's newest wish for another address. It is counted already. */
export interface EmailChangeAttempt extends Record<string, unknown> {
  id: string;
  newEmail: string;
  secretMac: Buffer;
}

const insertCode = {
  name: 'insert-email-change-code',
  text: `
    INSERT INTO account_tokens (id, user_id, purpose, secret_mac, new_email, created_at, expires_at)
    VALUES ($1, $2, 'change-email', $3, $4, $5, $6)`,
};

const reserveAttempt = {
  name: 'reserve-email-change-attempt',
  text: `
    UPDATE account_tokens SET attempts = attempts + 1
    WHERE user_id = $1 AND purpose = 'change-email' AND used_at IS NULL AND expires_at > $2 AND attempts < ${MAX_ATTEMPTS}
    RETURNING id, new_email AS "newEmail", secret_mac AS "secretMac"`,
};

const redeem = {
  name: 'redeem-email-change-code',
  text: 'UPDATE account_tokens SET used_at = $2 WHERE id = $1 AND used_at IS NULL',
};

/**
 * Codes that prove an address which an account is to have: six digits, ten minutes, five attempts, only the newest lives. The
 * MAC covers person, session and address, so a code serves nobody and nothing else. Callers hold the lock on the person.
 */
@Injectable()
export class EmailChangeCodes {
  constructor(
    private readonly tokens: AccountTokens,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly config: AppConfig,
  ) {}

  async issue(
    manager: EntityManager,
    { userId, sessionId }: { userId: string; sessionId: string },
    newEmail: string,
  ): Promise<{ code: string; expiresAt: Date }> {
    const id = this.random.id();
    const code = this.random.digits(CODE_DIGITS);
    const now = this.clock.now();
    const expiresAt = after(now, CODE_LIFETIME_MS);
    await this.tokens.revoke(manager, userId, 'change-email');
    const mac = this.mac({ id, newEmail }, { userId, sessionId }, code);
    await execute(manager, insertCode, [id, userId, mac, newEmail, now, expiresAt]);
    return { code, expiresAt };
  }

  /** Counts the attempt; null when there is nothing to compare with. */
  attempt(manager: EntityManager, userId: string): Promise<EmailChangeAttempt | null> {
    return row<EmailChangeAttempt>(manager, reserveAttempt, [userId, this.clock.now()]);
  }

  isRight(
    attempt: EmailChangeAttempt,
    entered: { userId: string; sessionId: string },
    code: string,
  ): boolean {
    return equalInConstantTime(this.mac(attempt, entered, code), attempt.secretMac);
  }

  redeem(manager: EntityManager, { id }: EmailChangeAttempt): Promise<void> {
    return mustTouch(manager, 1, redeem, [id, this.clock.now()]);
  }

  private mac(
    { id, newEmail }: Pick<EmailChangeAttempt, 'id' | 'newEmail'>,
    { userId, sessionId }: { userId: string; sessionId: string },
    code: string,
  ): Buffer {
    return hmac(this.config.codePepper, 'change-email', id, userId, sessionId, newEmail, code);
  }
}
