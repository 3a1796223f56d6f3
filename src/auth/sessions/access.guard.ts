import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../common/domain-error';
import type { AccountType } from '../../users/account-type';
import { notLoggedIn } from './not-logged-in';
import { ACCOUNT_TYPES, type Access, DURING_ENROLMENT, PUBLIC } from './principal';

/**
 * Routes need a session unless marked `@Public()` or `@OptionalSession()`, and the account types of `@OnlyFor()` where it
 * stands. A session that may only enrol opens those with `@DuringEnrolment()` and no others.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<Access>(PUBLIC, places)) return true;
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!principal) throw notLoggedIn();
    if (principal.mayOnlyEnrol && !this.reflector.getAllAndOverride<true>(DURING_ENROLMENT, places))
      throw new DomainError('enrolment-required');
    const allowed = this.reflector.getAllAndOverride<AccountType[] | undefined>(ACCOUNT_TYPES, places);
    if (allowed && !allowed.includes(principal.accountType)) throw new DomainError('forbidden');
    return true;
  }
}
