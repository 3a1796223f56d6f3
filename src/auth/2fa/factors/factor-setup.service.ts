import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../../audit/audit-recorder';
import type { DetailsOf } from '../../../audit/catalogue/catalogue';
import { Refusals } from '../../../audit/refusals';
import { Clock } from '../../../common/clock';
import { execute, rows } from '../../../common/database/sql';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { AppConfig } from '../../../config/app-config';
import type { Principal } from '../../sessions/principal';
import { ChallengeService } from '../challenges/challenge.service';
import { findActiveFactors } from '../challenges/challenge-statements';
import { type Method, strongestFirst } from '../method';
import { PolicyReader } from '../policy/policy-reader.service';
import { dropPendingFactor, insertPendingFactor } from './factor-statements';

export interface SetupRequest {
  label?: string;
  /** A verified challenge with purpose `manage-factors`; needed once a factor is active. */
  challengeId: string | null;
}

export interface NewFactor {
  id: string;
  method: Method;
  sealed: string | null;
  phone?: { hash: Buffer; masked: string };
}

const defaultLabels: Record<Method, string> = {
  webauthn: 'Passkey',
  totp: 'Authenticator app',
  sms: 'Phone',
  email: 'E-mail',
};

/** What all set-ups share. A pending factor is replaced by the next set-up of its method; an active one never is. */
@Injectable()
export class FactorSetup {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly challenges: ChallengeService,
    private readonly policies: PolicyReader,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  /** Runs a set-up and records it when it is refused. @throws method-unavailable */
  audited<T>(
    { userId }: Principal,
    context: RequestContext,
    method: Method,
    { challengeId }: SetupRequest,
    setUp: () => Promise<T>,
  ): Promise<T> {
    const refused = setUpOf(userId, null, { method, challengeId });
    return this.refusals.audited(context, refused, async () => {
      if (!this.config.twoFactorMethods.includes(method))
        throw new DomainError('method-unavailable', { method });
      return setUp();
    });
  }

  /**
   * The caller has locked the person's budget.
   * @param makeRoom what else ends with a set-up of this method that was not finished
   * @throws stronger-factor-required where the policy does not take the method, second-factor-required for a person with
   *   an active factor, unless this session was opened to replace it; factor-already-active
   */
  async begin(
    manager: EntityManager,
    principal: Principal,
    context: RequestContext,
    { label, challengeId }: SetupRequest,
    { id, method, sealed, phone }: NewFactor,
    makeRoom: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    const { userId } = principal;
    const [active, policy] = await Promise.all([
      rows<{ method: Method }>(manager, findActiveFactors, [userId]),
      this.policies.inForce(manager, principal.accountType),
    ]);
    if (!policy.methods.includes(method))
      throw new DomainError('stronger-factor-required', {
        methods: strongestFirst(policy.methods).filter((other) =>
          this.config.twoFactorMethods.includes(other),
        ),
      });
    const refusal =
      active.length > 0 && principal.reEnrolment === null
        ? await this.challenges.consume(manager, context, principal, 'manage-factors', challengeId)
        : null;
    if (refusal) throw refusal;
    if (method === 'email' && active.some((factor) => factor.method === 'email'))
      throw new DomainError('factor-already-active');
    await makeRoom();
    await execute(manager, dropPendingFactor, [userId, method]);
    await execute(manager, insertPendingFactor, [
      id,
      userId,
      method,
      label ?? defaultLabels[method],
      sealed,
      this.clock.now(),
      phone?.hash ?? null,
      phone?.masked ?? null,
    ]);
    this.audit.record(manager, context, setUpOf(userId, id, { method }));
  }
}

function setUpOf(userId: string, id: string | null, details: DetailsOf<'factor.setup_started'>): AuditRecord {
  return {
    type: 'factor.setup_started',
    actorId: userId,
    subject: { type: 'factor', id },
    details,
  };
}
