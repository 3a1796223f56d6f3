import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import { AdminActs } from '../auth/2fa/challenges/admin-acts';
import { LockoutService } from '../auth/2fa/lockout/lockout.service';
import type { Principal } from '../auth/sessions/principal';
import { Clock } from '../common/clock';
import { mustTouch, row, rows } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { Notices } from '../notifications/notices.service';
import { mayConfirm, statusOf, turnedDownBy } from './proposal';
import type { Proposal } from './proposal.entity';
import { ProposalKinds } from './proposal-kinds';
import { decideProposal, holdAdmins, lockProposal } from './proposal-statements';

type ProposalRow = Proposal & Record<string, unknown>;
type Decision = 'confirmed' | 'rejected' | 'withdrawn';

/** A second admin confirms a proposal, which carries it out, or turns it down. Each takes a fresh second factor. */
@Injectable()
export class ProposalDecisions {
  constructor(
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly acts: AdminActs,
    private readonly kinds: ProposalKinds,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /** @throws second-factor-required, not-found, another-admin-required, proposal-over, proposal-outdated, and what the kind throws */
  confirm(admin: Principal, context: RequestContext, id: string, challengeId: string | null): Promise<void> {
    return this.decide(admin, context, 'proposal.confirmed', id, challengeId, async (manager, proposal) => {
      const { kind, subjectId, openedBy, payload, reason, ticket } = proposal;
      const known = this.kinds.find(kind);
      if (!mayConfirm(admin.userId, proposal)) throw new DomainError('another-admin-required');
      if (!known) throw new DomainError('proposal-outdated');
      if (subjectId) await this.lockout.lock(manager, subjectId);
      await this.assertAdmins(manager, [openedBy, admin.userId]);
      await this.settle(manager, proposal, 'confirmed', admin, null);
      const confirmed = { id, subjectId, payload, reason, ticket, openedBy, confirmedBy: admin.userId };
      await known.perform(manager, context, confirmed);
      return 'confirmed';
    });
  }

  /** By whoever opened it: withdraws it. @throws second-factor-required, not-found, another-admin-required, proposal-over */
  turnDown(
    admin: Principal,
    context: RequestContext,
    id: string,
    note: string,
    challengeId: string | null,
  ): Promise<void> {
    return this.decide(admin, context, 'proposal.turned_down', id, challengeId, async (manager, proposal) => {
      const outcome = turnedDownBy(admin.userId, proposal);
      if (!outcome) throw new DomainError('another-admin-required');
      await this.assertAdmins(manager, [admin.userId]);
      await this.settle(manager, proposal, outcome, admin, note);
      return outcome;
    });
  }

  private decide(
    admin: Principal,
    context: RequestContext,
    type: 'proposal.confirmed' | 'proposal.turned_down',
    id: string,
    challengeId: string | null,
    act: (manager: EntityManager, proposal: ProposalRow) => Promise<Decision>,
  ): Promise<void> {
    const subject = { type: 'proposal', id } as const;
    const record: AuditRecord = { type, actorId: admin.userId, subject };
    return this.acts.run({ admin, context, challengeId, record }, async (manager) => {
      const proposal = await row<ProposalRow>(manager, lockProposal, [id]);
      if (!proposal) throw new DomainError('not-found');
      const status = await act(manager, proposal);
      const { kind, subjectId, openedBy } = proposal;
      const details = { kind, subjectId, openedBy, status };
      this.audit.record(manager, context, { type, actorId: admin.userId, subject, details });
      const what = this.kinds.find(kind)?.title ?? kind;
      const notice = { kind: 'proposal-decided', what, outcome: status } as const;
      await this.notices.addForAll(manager, context, 'admin', notice);
    });
  }

  private async settle(
    manager: EntityManager,
    proposal: ProposalRow,
    status: Decision,
    { userId }: Principal,
    note: string | null,
  ): Promise<void> {
    const now = this.clock.now();
    const standing = statusOf(proposal, now);
    if (standing !== 'open') throw new DomainError('proposal-over', { proposalStatus: standing });
    await mustTouch(manager, 1, decideProposal, [proposal.id, status, userId, now, note]);
  }

  /** Whoever has ceased to be an admin meanwhile decides nothing, not even by what they have opened before. */
  private async assertAdmins(manager: EntityManager, ids: readonly string[]): Promise<void> {
    const admins = await rows(manager, holdAdmins, [ids]);
    if (admins.length !== ids.length) throw new DomainError('proposal-outdated');
  }
}
