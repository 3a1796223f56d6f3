import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock, MINUTE } from '../common/clock';
import { equalInConstantTime, hmac } from '../common/crypto/hashing';
import { Database } from '../common/database/database';
import { execute, mustTouch, row } from '../common/database/sql';
import { Random } from '../common/random';
import { AppConfig } from '../config/app-config';
import type { AccountTokenPurpose } from './account-token.entity';

const CODE_DIGITS = 6;
const CODE_LIFETIME_MS = 10 * MINUTE;
const MAX_ATTEMPTS = 5;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A try at the newest code of a user. It is counted already; the right one still has to be redeemed. */
export interface CodeAttempt {
  id: string;
  user_id: string;
  secret_mac: Buffer;
}

const replaceLive = {
  name: 'replace-live-account-token',
  text: 'UPDATE account_tokens SET used_at = $3 WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL',
};

const insertToken = {
  name: 'insert-account-token',
  text: `
    INSERT INTO account_tokens (id, user_id, purpose, secret_mac, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
};

const reserveAttempt = {
  name: 'reserve-email-code-attempt',
  text: `
    UPDATE account_tokens SET attempts = attempts + 1
    WHERE user_id = $1 AND purpose = 'verify-email' AND used_at IS NULL AND expires_at > $2 AND attempts < ${MAX_ATTEMPTS}
    RETURNING id, user_id, secret_mac`,
};

const redeemCode = {
  name: 'redeem-email-code',
  text: 'UPDATE account_tokens SET used_at = $2 WHERE id = $1 AND used_at IS NULL',
};

const findLinkOwner = {
  name: 'find-link-owner',
  text: `
    SELECT user_id FROM account_tokens
    WHERE secret_mac = $1 AND purpose = 'set-password' AND used_at IS NULL AND expires_at > $2`,
};

const redeemLink = {
  name: 'redeem-link',
  text: `
    UPDATE account_tokens SET used_at = $2
    WHERE secret_mac = $1 AND purpose = 'set-password' AND used_at IS NULL AND expires_at > $2
    RETURNING user_id`,
};

const findNewestCode = {
  name: 'find-newest-email-code',
  text: `SELECT max(created_at) AS at FROM account_tokens WHERE user_id = $1 AND purpose = 'verify-email' AND used_at IS NULL`,
};

/**
 * Codes and links that prove an address. Only the newest of a kind lives, and the database keeps no more than a MAC.
 * Callers that issue or redeem hold the lock on the user.
 */
@Injectable()
export class AccountTokens {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly config: AppConfig,
  ) {}

  async issueCode(manager: EntityManager, userId: string): Promise<{ code: string; expiresAt: Date }> {
    const id = this.random.id();
    const code = this.random.digits(CODE_DIGITS);
    const expiresAt = after(this.clock.now(), CODE_LIFETIME_MS);
    await this.replace(manager, id, userId, 'verify-email', this.codeMac(id, userId, code), expiresAt);
    return { code, expiresAt };
  }

  /** When the live code was sent. */
  async newestCodeAt(userId: string): Promise<Date | null> {
    return (await this.database.row<{ at: Date | null }>(findNewestCode, [userId]))?.at ?? null;
  }

  /** Counts the attempt; null when there is nothing to compare with. Takes nobody for an answer, so that they take as long. */
  attemptCode(manager: EntityManager, userId: string | null): Promise<CodeAttempt | null> {
    return row<CodeAttempt & Record<string, unknown>>(manager, reserveAttempt, [
      userId ?? NOBODY,
      this.clock.now(),
    ]);
  }

  isRight(attempt: CodeAttempt | null, code: string): boolean {
    const { id, user_id, secret_mac } = attempt ?? {
      id: NOBODY,
      user_id: NOBODY,
      secret_mac: Buffer.alloc(32),
    };
    return equalInConstantTime(this.codeMac(id, user_id, code), secret_mac) && attempt !== null;
  }

  redeemCode(manager: EntityManager, { id }: CodeAttempt): Promise<void> {
    return mustTouch(manager, 1, redeemCode, [id, this.clock.now()]);
  }

  async issueLink(
    manager: EntityManager,
    userId: string,
    lifetimeMs: number,
  ): Promise<{ secret: string; expiresAt: Date }> {
    const secret = this.random.token();
    const expiresAt = after(this.clock.now(), lifetimeMs);
    await this.replace(manager, this.random.id(), userId, 'set-password', this.linkMac(secret), expiresAt);
    return { secret, expiresAt };
  }

  /** Who would be served by the link; it stays good. */
  async ownerOfLink(secret: string): Promise<string | null> {
    const found = await this.database.row<{ user_id: string }>(findLinkOwner, [
      this.linkMac(secret),
      this.clock.now(),
    ]);
    return found?.user_id ?? null;
  }

  /** False when it was used, replaced or has expired. */
  async redeemLink(manager: EntityManager, secret: string): Promise<boolean> {
    return (await execute(manager, redeemLink, [this.linkMac(secret), this.clock.now()])).rowCount === 1;
  }

  async revoke(manager: EntityManager, userId: string, purpose: AccountTokenPurpose): Promise<void> {
    await execute(manager, replaceLive, [userId, purpose, this.clock.now()]);
  }

  private async replace(
    manager: EntityManager,
    id: string,
    userId: string,
    purpose: AccountTokenPurpose,
    secretMac: Buffer,
    expiresAt: Date,
  ): Promise<void> {
    await this.revoke(manager, userId, purpose);
    await execute(manager, insertToken, [id, userId, purpose, secretMac, this.clock.now(), expiresAt]);
  }

  private codeMac(id: string, userId: string, code: string): Buffer {
    return hmac(this.config.codePepper, 'verify-email', id, userId, code);
  }

  private linkMac(secret: string): Buffer {
    return hmac(this.config.codePepper, 'set-password', secret);
  }
}
