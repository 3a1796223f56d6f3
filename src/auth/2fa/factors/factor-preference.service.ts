import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../../audit/audit-recorder';
import { Refusals } from '../../../audit/refusals';
import { Clock } from '../../../common/clock';
import { execute, row } from '../../../common/database/sql';
import { Transactor } from '../../../common/database/transactor';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { Notices } from '../../../notifications/notices.service';
import type { Principal } from '../../sessions/principal';
import { ChallengeService } from '../challenges/challenge.service';
import { LockoutService } from '../lockout/lockout.service';
import type { Method } from '../method';

export interface FactorPreference {
  label?: string;
  /** True: its method comes first in challenges. False takes that back. */
  preferred?: boolean;
  /** A verified challenge with purpose `manage-factors`; needed for a preference. */
  challengeId: string | null;
}

const relabelFactor = {
  name: 'relabel-factor',
  text: `
    UPDATE factors SET label = coalesce($3, label) WHERE id = $1 AND user_id = $2 AND status = 'active'
    RETURNING method`,
};

const preferFactor = {
  name: 'prefer-factor',
  text: `
    INSERT INTO security_settings (user_id, preferred_method, preferred_factor_id, updated_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (user_id) DO UPDATE SET preferred_method = $2, preferred_factor_id = $3, updated_at = $4`,
};

const preferNoFactor = {
  name: 'prefer-no-factor',
  text: `
    UPDATE security_settings SET preferred_method = NULL, preferred_factor_id = NULL, updated_at = $3
    WHERE user_id = $1 AND preferred_factor_id = $2`,
};

/**
 * What a person calls a factor and which they like best. A name decides nothing, so it is free. A preference decides what
 * people are asked for first, and takes a fresh challenge like every other change of factors.
 */
@Injectable()
export class FactorPreferenceService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly challenges: ChallengeService,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  /** @throws not-found unless it is an active factor of this person, second-factor-required */
  async change(
    principal: Principal,
    context: RequestContext,
    factorId: string,
    wanted: FactorPreference,
  ): Promise<void> {
    const { userId } = principal;
    const record: AuditRecord = {
      type: 'factor.changed',
      actorId: userId,
      subject: { type: 'factor', id: factorId },
    };
    const change = async (manager: EntityManager) => {
      await this.lockout.lock(manager, userId);
      const values = [factorId, userId, wanted.label ?? null];
      const factor = await row<{ method: Method }>(manager, relabelFactor, values);
      if (!factor) throw new DomainError('not-found');
      if (wanted.preferred !== undefined) await this.spend(manager, principal, context, wanted);
      await this.prefer(manager, userId, { id: factorId, method: factor.method }, wanted.preferred);
      const details = { relabelled: wanted.label !== undefined, preferred: wanted.preferred ?? null };
      this.audit.record(manager, context, { ...record, details });
      await this.tell(manager, context, userId, factor.method, wanted);
    };
    await this.refusals.audited(context, record, () => this.transactor.run(change));
  }

  private async spend(
    manager: EntityManager,
    principal: Principal,
    context: RequestContext,
    { challengeId }: FactorPreference,
  ): Promise<void> {
    const refusal = await this.challenges.consume(manager, context, principal, 'manage-factors', challengeId);
    if (refusal) throw refusal;
  }

  private async tell(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    method: Method,
    { label, preferred }: FactorPreference,
  ): Promise<void> {
    if (label !== undefined)
      await this.notices.add(manager, context, userId, { kind: 'factor-renamed', method, label });
    if (preferred !== undefined)
      await this.notices.add(manager, context, userId, {
        kind: 'preferred-factor-changed',
        method,
        preferred,
      });
  }

  private async prefer(
    manager: EntityManager,
    userId: string,
    { id, method }: { id: string; method: Method },
    preferred?: boolean,
  ): Promise<void> {
    const now = this.clock.now();
    if (preferred === true) await execute(manager, preferFactor, [userId, method, id, now]);
    if (preferred === false) await execute(manager, preferNoFactor, [userId, id, now]);
  }
}
