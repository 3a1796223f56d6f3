import '@fastify/cookie';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { after, Clock } from '../../common/clock';
import { sha256 } from '../../common/crypto/hashing';
import { Database } from '../../common/database/database';
import { DomainError } from '../../common/domain-error';
import { AppConfig } from '../../config/app-config';
import type { AccountType } from '../../users/account-type';
import { isWithinLifetime, policyInForce, sessionMayOnlyEnrol } from './policy-in-force';
import { type Access, PUBLIC } from './principal';
import { originOf } from './same-origin';
import type { ReEnrolment, SessionTransport } from './session.entity';
import { SESSION_COOKIE } from './session-cookie';
import { TOUCH_MS } from './session-lifetime';

interface LiveSession {
  id: string;
  user_id: string;
  second_factor_at: Date | null;
  last_seen_at: Date;
  email: string;
  name: string;
  account_type: AccountType;
  re_enrolment: ReEnrolment | null;
  may_only_enrol: boolean;
  time_zone: string;
}

export const findLiveSession = {
  name: 'find-live-session',
  text: `
    SELECT s.id, s.user_id, s.second_factor_at, s.last_seen_at, u.email, u.name, u.account_type, u.time_zone,
      s.re_enrolment, ${sessionMayOnlyEnrol('$3')} AS may_only_enrol
    FROM sessions s JOIN users u ON u.id = s.user_id
      CROSS JOIN LATERAL (${policyInForce('u.account_type', '$3')}) p
    WHERE s.token_hash = $1 AND s.transport = $2 AND s.kind = 'full'
      AND s.ended_at IS NULL AND s.expires_at > $3 AND ${isWithinLifetime('$3')}`,
};

const touchSession = {
  name: 'touch-session',
  text: 'UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at <= $3 AND ended_at IS NULL',
};

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,200}=*)$/i;

/** Finds out who is asking; whether that suffices is for `AccessGuard` to say. */
@Injectable()
export class IdentifyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<Access>(PUBLIC, [context.getHandler(), context.getClass()]) === true)
      return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const presented = presentedToken(request);
    if (!presented) return true;
    const session = await this.find(presented.token, presented.transport);
    if (!session) return true;
    if (presented.transport === 'cookie') this.refuseCrossSite(request);
    request.principal = {
      userId: session.user_id,
      sessionId: session.id,
      email: session.email,
      name: session.name,
      accountType: session.account_type,
      timeZone: session.time_zone,
      secondFactorAt: session.second_factor_at,
      mayOnlyEnrol: session.may_only_enrol,
      reEnrolment: session.re_enrolment,
    };
    return true;
  }

  private async find(token: string, transport: SessionTransport): Promise<LiveSession | null> {
    const now = this.clock.now();
    const session = await this.database.row<LiveSession>(findLiveSession, [sha256(token), transport, now]);
    const stale = after(now, -TOUCH_MS);
    if (session && session.last_seen_at <= stale)
      await this.database.execute(touchSession, [session.id, now, stale]);
    return session;
  }

  private refuseCrossSite({ method, headers }: FastifyRequest): void {
    if (safeMethods.has(method)) return;
    if (originOf(headers, this.config.appUrl) !== 'same-origin') throw new DomainError('cross-site-request');
  }
}

/** A client that sends `Authorization` has chosen it: a cookie beside it is not looked at. */
function presentedToken({
  headers,
  cookies,
}: FastifyRequest): { token: string; transport: SessionTransport } | null {
  if (headers.authorization !== undefined) {
    const token = BEARER.exec(headers.authorization)?.[1];
    return token === undefined ? null : { token, transport: 'bearer' };
  }
  const token = cookies[SESSION_COOKIE];
  return token ? { token: token.slice(0, 200), transport: 'cookie' } : null;
}
