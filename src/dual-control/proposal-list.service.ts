import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/sessions/principal';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { DomainError } from '../common/domain-error';
import { BEHIND_THE_NEWEST, positionOf, toPage } from '../common/http/page';
import type { AccountType } from '../users/account-type';
import { mayConfirm, statusOf } from './proposal';
import type { Proposal } from './proposal.entity';
import { ProposalKinds } from './proposal-kinds';
import { findShownProposal, listShownProposals } from './proposal-statements';
import type { ProposalPage, ProposalQuery, ProposalView } from './proposals.dto';

type ShownProposal = Proposal &
  Record<string, unknown> & {
    subjectName: string;
    subjectEmail: string;
    subjectAccountType: AccountType;
    openerName: string;
    deciderName: string;
  };

/** What waits for a second admin, and what became of the rest. */
@Injectable()
export class ProposalList {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly kinds: ProposalKinds,
  ) {}

  async list(reader: Principal, query: ProposalQuery): Promise<ProposalPage> {
    const { kind = null, subjectId = null, status = null, limit } = query;
    const position = positionOf(query) ?? BEHIND_THE_NEWEST;
    const values = [position, kind, subjectId, status, this.clock.now(), limit + 1];
    const found = await this.database.rows<ShownProposal>(listShownProposals, values);
    return toPage(found, limit, (proposal) => this.view(reader, proposal));
  }

  /** @throws not-found */
  async one(reader: Principal, id: string): Promise<ProposalView> {
    const found = await this.database.row<ShownProposal>(findShownProposal, [id]);
    if (!found) throw new DomainError('not-found');
    return this.view(reader, found);
  }

  private view({ userId, accountType }: Principal, proposal: ShownProposal): ProposalView {
    const { id, kind, payload, reason, ticket, note, subjectId, decidedBy } = proposal;
    const status = statusOf(proposal, this.clock.now());
    return {
      id,
      kind,
      title: this.kinds.find(kind)?.title ?? kind,
      status,
      account: subjectId
        ? {
            id: subjectId,
            name: proposal.subjectName,
            email: proposal.subjectEmail,
            accountType: proposal.subjectAccountType,
          }
        : null,
      change: payload,
      reason,
      ticket,
      openedBy: { id: proposal.openedBy, name: proposal.openerName },
      openedAt: proposal.openedAt.toISOString(),
      expiresAt: proposal.expiresAt.toISOString(),
      decidedBy: decidedBy ? { id: decidedBy, name: proposal.deciderName } : null,
      decidedAt: proposal.decidedAt?.toISOString() ?? null,
      note,
      confirmable: accountType === 'admin' && status === 'open' && mayConfirm(userId, proposal),
    };
  }
}
