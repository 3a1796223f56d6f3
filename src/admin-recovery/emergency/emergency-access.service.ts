import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../audit/audit-recorder';
import type { Principal } from '../../auth/sessions/principal';
import { after, Clock } from '../../common/clock';
import { sha256 } from '../../common/crypto/hashing';
import { execute, row } from '../../common/database/sql';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { Random } from '../../common/random';
import { type ConfirmedProposal, type ProposalKind, ProposalKinds } from '../../dual-control/proposal-kinds';
import { type Justification, Proposals } from '../../dual-control/proposals.service';
import { RecoveryOpening } from '../recovery-opening';
import { RecoveryProgress, type RecoveryRow } from '../recovery-progress';
import { LINK_MS } from '../recovery-request';
import type { WantedAccount } from '../recovery-review.service';
import { findLiveOfUser, findUserForRecovery } from '../recovery-statements';
import { RecoveryTelling } from '../recovery-telling';
import { CLOSE_WITHIN_MS } from './emergency-access';
import { EmergencyAlarm } from './emergency-alarm';
import { insertEmergency } from './emergency-statements';

/**
 * A way back without review and cooling-off, for when the wait would do more harm than the risk. Two admins with fresh
 * challenges give it, payments wait for three days, everybody who watches is alarmed, and a third person has to justify it.
 */
@Injectable()
export class EmergencyAccesses implements ProposalKind, OnModuleInit {
  readonly kind = 'emergency-access';
  readonly title = 'give emergency access to an account';

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly kinds: ProposalKinds,
    private readonly proposals: Proposals,
    private readonly opening: RecoveryOpening,
    private readonly progress: RecoveryProgress,
    private readonly telling: RecoveryTelling,
    private readonly alarm: EmergencyAlarm,
    private readonly audit: AuditRecorder,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  /** @returns the id of the proposal @throws not-found and what `Proposals.open` throws */
  propose(
    admin: Principal,
    context: RequestContext,
    { userId, email }: WantedAccount,
    why: Justification,
    challengeId: string | null,
  ): Promise<string> {
    return this.proposals.open(admin, context, this.kind, why, challengeId, async (manager) => {
      const values = [userId ?? null, email ?? null];
      const user = await row<{ userId: string }>(manager, findUserForRecovery, values);
      if (!user) throw new DomainError('not-found');
      return { subjectId: user.userId, payload: { userId: user.userId } };
    });
  }

  /** A request that waits is rejected: this takes its place. @throws recovery-over while its owner enrols already */
  async perform(
    manager: EntityManager,
    context: RequestContext,
    { id: proposalId, subjectId, reason, ticket, openedBy, confirmedBy }: ConfirmedProposal,
  ): Promise<void> {
    if (!subjectId) throw new Error('Emergency access is given to an account');
    const live = await row<RecoveryRow>(manager, findLiveOfUser, [subjectId]);
    const actor = { kind: 'admin', id: confirmedBy } as const;
    if (live) await this.progress.move(manager, context, live, { event: 'rejected', actor });
    const token = this.random.token();
    const wanted = { userId: subjectId, openedBy, reason, ticket, codeProven: false };
    const grant = { confirmedBy, linkHash: sha256(token) };
    const requestId = await this.opening.open(manager, context, wanted, grant);
    const now = this.clock.now();
    const parties = [subjectId, openedBy, confirmedBy];
    const id = this.random.id();
    const values = [id, requestId, proposalId, ...parties, now, after(now, CLOSE_WITHIN_MS)];
    await execute(manager, insertEmergency, values);
    this.audit.record(manager, context, {
      type: 'emergency_access.given',
      actorId: openedBy,
      subject: { type: 'emergency_access', id },
      details: { accountId: subjectId, requestId, proposalId, confirmedBy },
    });
    const until = after(now, LINK_MS).toISOString();
    const notice = { kind: 'recovery-ready', until, emergency: true } as const;
    await this.telling.progress(manager, context, { id: requestId, userId: subjectId }, notice, token);
    await this.alarm.raise(manager, context, subjectId, 'emergency-access-given');
  }
}
