import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import { ChallengeService } from '../auth/2fa/challenges/challenge.service';
import type { Principal } from '../auth/sessions/principal';
import { execute, row } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import { type RequestContext, systemContext } from '../common/http/request-context';
import { type ConfirmedProposal, type ProposalKind, ProposalKinds } from '../dual-control/proposal-kinds';
import { type Justification, Proposals } from '../dual-control/proposals.service';
import { Notices } from '../notifications/notices.service';
import type { AccountType } from '../users/account-type';
import { changeRole, findAccountType } from './admin-users-statements';

interface RoleChange {
  from: AccountType;
  to: AccountType;
}

/**
 * Another account type for somebody, by two admins. It counts at the next request, because sessions are read with it; what was
 * proven in the old role counts no more.
 */
@Injectable()
export class RoleChanges implements ProposalKind, OnModuleInit {
  readonly kind = 'role-change';
  readonly title = 'change what somebody may do';

  constructor(
    private readonly kinds: ProposalKinds,
    private readonly proposals: Proposals,
    private readonly challenges: ChallengeService,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  /** @returns the id of the proposal @throws not-found, role-unchanged and what `Proposals.open` throws */
  propose(
    admin: Principal,
    context: RequestContext,
    userId: string,
    to: AccountType,
    why: Justification,
    challengeId: string | null,
  ): Promise<string> {
    return this.proposals.open(admin, context, this.kind, why, challengeId, async (manager) => {
      const user = await row<{ accountType: AccountType }>(manager, findAccountType, [userId]);
      if (!user) throw new DomainError('not-found');
      if (user.accountType === to) throw new DomainError('role-unchanged');
      return { subjectId: userId, payload: { from: user.accountType, to } satisfies RoleChange };
    });
  }

  async perform(
    manager: EntityManager,
    context: RequestContext,
    { id, subjectId, payload, openedBy, confirmedBy }: ConfirmedProposal,
  ): Promise<void> {
    if (!subjectId) throw new Error('A role is that of an account');
    const { from, to } = payload as RoleChange;
    const { rowCount } = await execute(manager, changeRole, [subjectId, from, to]);
    if (rowCount !== 1) throw new DomainError('proposal-outdated');
    await this.challenges.voidAllOf(manager, subjectId);
    this.audit.record(manager, context, {
      type: 'account.role_changed',
      actorId: openedBy,
      subject: { type: 'user', id: subjectId },
      details: { from, to, proposalId: id, confirmedBy },
    });
    await this.notices.add(manager, systemContext, subjectId, { kind: 'role-changed', to });
  }
}
