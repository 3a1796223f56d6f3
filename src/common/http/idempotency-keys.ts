import { Injectable } from '@nestjs/common';
import { after, Clock, DAY, SECOND } from '../clock';
import { Database } from '../database/database';
import { isGone, ProcessPresence } from '../database/process-presence';
import { DomainError } from '../domain-error';

/** One use of a key by its user; `fingerprint` is a hash of what was asked. */
export interface KeyUse {
  userId: string;
  key: string;
  fingerprint: Buffer;
}

/** The right to run the request. Lease and process are its fence: whoever took over has another process or a later lease. */
export interface Claim extends KeyUse {
  lockedUntil: Date;
  process: number | null;
}

export type Claimed = { claim: Claim } | { stored: { status: number; body: unknown } };

interface KnownUse {
  fingerprint: Buffer;
  response_status: number | null;
  response_body: unknown;
}

const LEASE_MS = 60 * SECOND;
const KEPT_MS = DAY;
const MAX_TRIES = 3;

const claimKey = {
  name: 'claim-idempotency-key',
  text: `
    INSERT INTO idempotency_keys AS known (user_id, key, fingerprint, locked_until, expires_at, process)
    VALUES ($1, $2, $3, $4, $5, $7)
    ON CONFLICT (user_id, key) DO UPDATE SET
      fingerprint = EXCLUDED.fingerprint, response_status = NULL, response_body = NULL,
      locked_until = EXCLUDED.locked_until, expires_at = EXCLUDED.expires_at, process = EXCLUDED.process
    WHERE CASE
      WHEN known.expires_at <= $6 THEN true
      WHEN known.response_status IS NOT NULL OR known.fingerprint <> EXCLUDED.fingerprint THEN false
      WHEN known.locked_until <= $6 THEN true
      ELSE ${isGone('known.process')} END`,
};

const findUse = {
  name: 'find-idempotency-key',
  text: 'SELECT fingerprint, response_status, response_body FROM idempotency_keys WHERE user_id = $1 AND key = $2',
};

const ownClaim = `
  user_id = $1 AND key = $2 AND locked_until = $3 AND process IS NOT DISTINCT FROM $4 AND response_status IS NULL`;

const storeAnswer = {
  name: 'store-idempotent-answer',
  text: `
    UPDATE idempotency_keys SET response_status = $5, response_body = $6::jsonb WHERE ${ownClaim}`,
};

const releaseKey = {
  name: 'release-idempotency-key',
  text: `DELETE FROM idempotency_keys WHERE ${ownClaim}`,
};

const deleteExpired = {
  name: 'delete-expired-idempotency-keys',
  text: 'DELETE FROM idempotency_keys WHERE expires_at <= $1',
};

/**
 * A request with a key runs once. When its process is gone, or its lease has run out, a retry takes over, and the handlers
 * know from the key what they have done already: should both run after all, they do it once (ADR 48).
 */
@Injectable()
export class IdempotencyKeys {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly presence: ProcessPresence,
  ) {}

  /** @throws DomainError `idempotency-key-reused`, `idempotency-in-flight` */
  async claim(use: KeyUse): Promise<Claimed> {
    for (let tries = 1; ; tries++) {
      const claim = await this.tryToClaim(use);
      if (claim) return { claim };
      const known = await this.database.row<KnownUse>(findUse, [use.userId, use.key]);
      if (known || tries === MAX_TRIES) return { stored: this.storedAnswer(use, known) };
    }
  }

  /** Without effect when another request has taken over. */
  async store(claim: Claim, status: number, body: unknown): Promise<void> {
    await this.database.execute(storeAnswer, [...fenceOf(claim), status, JSON.stringify(body ?? null)]);
  }

  async release(claim: Claim): Promise<void> {
    await this.database.execute(releaseKey, fenceOf(claim));
  }

  deleteExpired(): Promise<number> {
    return this.database.execute(deleteExpired, [this.clock.now()]);
  }

  private async tryToClaim(use: KeyUse): Promise<Claim | null> {
    const now = this.clock.now();
    const { userId, key, fingerprint } = use;
    const lockedUntil = after(now, LEASE_MS);
    const process = this.presence.number;
    const values = [userId, key, fingerprint, lockedUntil, after(now, KEPT_MS), now, process];
    return (await this.database.execute(claimKey, values)) === 1 ? { ...use, lockedUntil, process } : null;
  }

  private storedAnswer({ fingerprint }: KeyUse, known: KnownUse | null): { status: number; body: unknown } {
    if (known && !known.fingerprint.equals(fingerprint)) throw new DomainError('idempotency-key-reused');
    if (!known || known.response_status === null)
      throw new DomainError('idempotency-in-flight', { retryAt: after(this.clock.now(), SECOND) });
    return { status: known.response_status, body: known.response_body };
  }
}

function fenceOf({ userId, key, lockedUntil, process }: Claim): unknown[] {
  return [userId, key, lockedUntil, process];
}
