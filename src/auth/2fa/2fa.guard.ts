import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Transactor } from '../../common/database/transactor';
import { contextOf } from '../sessions/principal';
import { ChallengeService } from './challenges/challenge.service';
import { challengeIdOf } from './challenges/challenge-header';
import type { OpenablePurpose } from './method';
import { secondFactorRequired } from './second-factor-required';

export const TWO_FACTOR_PURPOSE = 'two-factor-purpose';

/** Lets a request through for one verified challenge, which it spends. Use cases with a transaction of their own spend it there instead. */
@Injectable()
export class TwoFactorGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly transactor: Transactor,
    private readonly challenges: ChallengeService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const purpose = this.reflector.getAllAndOverride<OpenablePurpose | undefined>(TWO_FACTOR_PURPOSE, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { principal } = request;
    if (!purpose || !principal) throw secondFactorRequired(purpose ?? 'manage-factors');
    const refusal = await this.transactor.run((manager) =>
      this.challenges.consume(manager, contextOf(request), principal, purpose, challengeIdOf(request)),
    );
    if (refusal) throw refusal;
    return true;
  }
}
