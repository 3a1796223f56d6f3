import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock';
import { sha256 } from '../../common/crypto/hashing';
import { execute, row, rows } from '../../common/database/sql';
import type { RequestContext } from '../../common/http/request-context';
import { Random } from '../../common/random';
import type { AccountType } from '../../users/account-type';
import { notLoggedIn } from './not-logged-in';
import { policyInForce } from './policy-in-force';
import type { ReEnrolment, SessionKind, SessionTransport } from './session.entity';
import { endOf } from './session-lifetime';

export interface IssuedSession {
  id: string;
  /** Shown to the client once; the database keeps its hash. */
  token: string;
  expiresAt: Date;
}

export interface NewSession {
  userId: string;
  kind: SessionKind;
  transport: SessionTransport;
  context: RequestContext;
  secondFactorAt: Date | null;
  /** The device that took the place of the second step. */
  trustedDeviceId?: string | null;
  /** When it may only enrol a factor that replaces all others. */
  reEnrolment?: ReEnrolment | null;
}

/** A password was right and the second step is open. */
export interface PendingLogin {
  sessionId: string;
  user: { id: string; email: string; name: string; accountType: AccountType };
}

const insertSession = {
  name: 'insert-session',
  text: `
    INSERT INTO sessions (id, token_hash, user_id, kind, transport, ip, user_agent, second_factor_at, created_at, last_seen_at, expires_at, trusted_device_id, re_enrolment)
    SELECT $1::uuid, $2::bytea, u.id, $4::text, $5::text, $6::inet, $7::text, $8::timestamptz, $9::timestamptz, $9::timestamptz,
      least($10::timestamptz, $9::timestamptz + p.session_hours * interval '1 hour'), $11::uuid, $12::text
    FROM users u CROSS JOIN LATERAL (${policyInForce('u.account_type', '$9')}) p WHERE u.id = $3
    RETURNING expires_at`,
};

const endSession = {
  name: 'end-session',
  text: `
    UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL AND expires_at > $2
    RETURNING user_id, kind, transport, expires_at`,
};

const endSessionsOfUser = {
  name: 'end-sessions-of-user',
  text: `
    UPDATE sessions SET ended_at = $2
    WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 AND id IS DISTINCT FROM $3
    RETURNING id`,
};

const endSessionsOfDevices = {
  name: 'end-sessions-of-devices',
  text: `
    UPDATE sessions SET ended_at = $2
    WHERE trusted_device_id = ANY ($1::uuid[]) AND ended_at IS NULL AND expires_at > $2 AND id IS DISTINCT FROM $3
    RETURNING id`,
};

const holdLiveSession = {
  name: 'hold-live-session',
  text: 'SELECT id FROM sessions WHERE id = $1 AND ended_at IS NULL AND expires_at > $2 FOR SHARE',
};

const findPendingLogin = {
  name: 'find-pending-login',
  text: `
    SELECT s.id, u.id AS user_id, u.email, u.name, u.account_type
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.token_hash = $1 AND s.kind = 'login' AND s.ended_at IS NULL AND s.expires_at > $2`,
};

@Injectable()
export class SessionService {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  create(manager: EntityManager, session: NewSession): Promise<IssuedSession> {
    return this.insert(manager, session, endOf(session.kind, this.clock.now()));
  }

  /** Ends one session; false when it was not live. */
  async end(manager: EntityManager, sessionId: string): Promise<boolean> {
    return (await execute(manager, endSession, [sessionId, this.clock.now()])).rowCount === 1;
  }

  /** Ends all live sessions of the user but the given one; returns their ids. */
  async endAll(
    manager: EntityManager,
    userId: string,
    exceptSessionId: string | null = null,
  ): Promise<string[]> {
    const ended = await rows<{ id: string }>(manager, endSessionsOfUser, [
      userId,
      this.clock.now(),
      exceptSessionId,
    ]);
    return ended.map(({ id }) => id);
  }

  /** Ends the live sessions that these trusted devices have opened without a second factor; returns their ids. */
  async endOpenedBy(
    manager: EntityManager,
    deviceIds: readonly string[],
    exceptSessionId: string | null = null,
  ): Promise<string[]> {
    const values = [deviceIds, this.clock.now(), exceptSessionId];
    return (await rows<{ id: string }>(manager, endSessionsOfDevices, values)).map(({ id }) => id);
  }

  /** Keeps a session from being ended until the transaction is over; false when it has ended. */
  async holdLive(manager: EntityManager, sessionId: string): Promise<boolean> {
    return (await row(manager, holdLiveSession, [sessionId, this.clock.now()])) !== null;
  }

  /**
   * A rise in assurance: the old session ends, and a new one with a new id and token takes over its transport.
   * A finished login starts a life of its own; a full session keeps its absolute end.
   * @throws DomainError `unauthenticated` when the old session has ended meanwhile.
   */
  async elevate(
    manager: EntityManager,
    oldSessionId: string,
    context: RequestContext,
    secondFactorAt: Date | null,
    { trustedDeviceId = null, reEnrolment = null }: Pick<NewSession, 'trustedDeviceId' | 'reEnrolment'> = {},
  ): Promise<IssuedSession & { transport: SessionTransport }> {
    const now = this.clock.now();
    const old = await row<{
      user_id: string;
      kind: SessionKind;
      transport: SessionTransport;
      expires_at: Date;
    }>(manager, endSession, [oldSessionId, now]);
    if (!old) throw notLoggedIn();
    const { user_id: userId, transport } = old;
    const expiresAt = old.kind === 'full' ? old.expires_at : endOf('full', now);
    const issued = await this.insert(
      manager,
      { userId, kind: 'full', transport, context, secondFactorAt, trustedDeviceId, reEnrolment },
      expiresAt,
    );
    return { ...issued, transport };
  }

  /** The login a token belongs to. It may end at any time; `elevate` notices. */
  async findPendingLogin(manager: EntityManager, token: string): Promise<PendingLogin | null> {
    const found = await row<{
      id: string;
      user_id: string;
      email: string;
      name: string;
      account_type: AccountType;
    }>(manager, findPendingLogin, [sha256(token), this.clock.now()]);
    if (!found) return null;
    const { id, user_id, email, name, account_type } = found;
    return { sessionId: id, user: { id: user_id, email, name, accountType: account_type } };
  }

  private async insert(
    manager: EntityManager,
    {
      userId,
      kind,
      transport,
      context,
      secondFactorAt,
      trustedDeviceId = null,
      reEnrolment = null,
    }: NewSession,
    expiresAt: Date,
  ): Promise<IssuedSession> {
    const id = this.random.id();
    const token = this.random.token();
    const inserted = await row<{ expires_at: Date }>(manager, insertSession, [
      id,
      sha256(token),
      userId,
      kind,
      transport,
      context.ip,
      context.userAgent,
      secondFactorAt,
      this.clock.now(),
      expiresAt,
      trustedDeviceId,
      reEnrolment,
    ]);
    if (!inserted)
      throw new Error('A session was meant for an account that does not exist, or has no policy');
    return { id, token, expiresAt: inserted.expires_at };
  }
}
