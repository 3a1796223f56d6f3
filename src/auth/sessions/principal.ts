import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { addressOf } from '../../common/http/address-network';
import type { RequestContext } from '../../common/http/request-context';
import type { AccountType } from '../../users/account-type';
import type { ReEnrolment } from './session.entity';

/** Who is asking, as read from the session at this request: rights are never older than the request. */
export interface Principal {
  userId: string;
  sessionId: string;
  email: string;
  name: string;
  accountType: AccountType;
  /** A name of the IANA database. */
  timeZone: string;
  /** When this session last proved a second factor; null when it never did. */
  secondFactorAt: Date | null;
  /**
   * The session opens what leads to a factor and nothing else: policy requires one that the person has not set up in time, or
   * it was opened to replace lost ones.
   */
  mayOnlyEnrol: boolean;
  /** Why a factor that is set up in this session takes the place of all others; null where it stands beside them. */
  reEnrolment: ReEnrolment | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
  }
}

export const PUBLIC = 'public';
export const ACCOUNT_TYPES = 'account-types';
export const DURING_ENROLMENT = 'during-enrolment';

/** What `PUBLIC` says of a route; nothing where a session is needed. */
export type Access = true | 'optional' | undefined;

/** The route serves a session when there is one, and holders of a login token as well. */
export const OptionalSession = () => SetMetadata(PUBLIC, 'optional');

/** The route needs no session. */
export const Public = () => SetMetadata(PUBLIC, true);

/** The route is also open to sessions that may only enrol a factor; to all others they are refused. */
export const DuringEnrolment = () => SetMetadata(DURING_ENROLMENT, true);

/** The route is for these account types only; others get 403. */
export const OnlyFor = (...accountTypes: AccountType[]) => SetMetadata(ACCOUNT_TYPES, accountTypes);

export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!principal) throw new Error('A route without @Public() ran without a session');
  return principal;
});

/** For routes with `@OptionalSession()`. */
export const MaybeUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal | null =>
    context.switchToHttp().getRequest<FastifyRequest>().principal ?? null,
);

export const Context = createParamDecorator(
  (_: unknown, context: ExecutionContext): RequestContext =>
    contextOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

export function contextOf({ id, ip, headers }: FastifyRequest): RequestContext {
  return {
    requestId: String(id),
    ip: addressOf(ip),
    userAgent: headers['user-agent']?.slice(0, 512) ?? null,
  };
}
