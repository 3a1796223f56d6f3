import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuditRecord } from '../../../audit/audit-recorder';
import { Refusals } from '../../../audit/refusals';
import { Transactor } from '../../../common/database/transactor';
import type { RequestContext } from '../../../common/http/request-context';
import type { Principal } from '../../sessions/principal';
import { LockoutService } from '../lockout/lockout.service';
import { ChallengeService } from './challenge.service';

export interface AdminAct {
  admin: Principal;
  context: RequestContext;
  /** A verified challenge with purpose `admin-recovery`. */
  challengeId: string | null;
  /** What the log says happened, or was refused. */
  record: AuditRecord;
}

/** What admins do to others takes a fresh second factor of theirs. */
@Injectable()
export class AdminActs {
  constructor(
    private readonly transactor: Transactor,
    private readonly lockout: LockoutService,
    private readonly challenges: ChallengeService,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Spends the challenge and does the work in one transaction. A refusal, be it thrown by `work`, is recorded and spends nothing.
   * @throws second-factor-required, and what `work` throws
   */
  run<T>(
    { admin, context, challengeId, record }: AdminAct,
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    const acting = async (manager: EntityManager) => {
      await this.lockout.lock(manager, admin.userId);
      const refusal = await this.challenges.consume(manager, context, admin, 'admin-recovery', challengeId);
      if (refusal) throw refusal;
      return work(manager);
    };
    return this.refusals.audited(context, record, () => this.transactor.run(acting));
  }
}
