import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/database';
import { rows } from '../../../common/database/sql';
import type { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import type { Principal } from '../../sessions/principal';
import type { OpenablePurpose } from '../method';
import { ChallengeService } from './challenge.service';
import { findActiveFactors } from './challenge-statements';

/** For acts that take a fresh second factor from those who have one, and from nobody else. */
@Injectable()
export class EnrolledProof {
  constructor(
    private readonly database: Database,
    private readonly challenges: ChallengeService,
  ) {}

  async isExpectedOf(userId: string): Promise<boolean> {
    return (await this.database.rows(findActiveFactors, [userId])).length > 0;
  }

  /** Like `ChallengeService.consume`, unless the person has no factor. The caller has locked the person's budget. */
  async consume(
    manager: EntityManager,
    context: RequestContext,
    principal: Principal,
    purpose: OpenablePurpose,
    challengeId: string | null,
  ): Promise<DomainError | null> {
    const active = await rows(manager, findActiveFactors, [principal.userId]);
    return active.length > 0
      ? this.challenges.consume(manager, context, principal, purpose, challengeId)
      : null;
  }
}
