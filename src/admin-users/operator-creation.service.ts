import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/sessions/principal';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { type ConfirmedProposal, type ProposalKind, ProposalKinds } from '../dual-control/proposal-kinds';
import { type Justification, Proposals } from '../dual-control/proposals.service';
import { MessageOutbox } from '../messaging/message-outbox';
import { normalizeEmail } from '../users/email-address';
import { type NewOperator, OperatorAccounts } from '../users/operator-accounts';

/** New admins and auditors, by two admins. The link to set a password goes to their mailbox: neither of the two gets to see it. */
@Injectable()
export class OperatorCreation implements ProposalKind, OnModuleInit {
  readonly kind = 'account-creation';
  readonly title = 'create an account for an admin or auditor';

  constructor(
    private readonly kinds: ProposalKinds,
    private readonly proposals: Proposals,
    private readonly operators: OperatorAccounts,
    private readonly outbox: MessageOutbox,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  /** @returns the id of the proposal @throws what `Proposals.open` throws */
  propose(
    admin: Principal,
    context: RequestContext,
    { email, name, accountType }: NewOperator,
    why: Justification,
    challengeId: string | null,
  ): Promise<string> {
    const payload = { email: normalizeEmail(email), name, accountType } satisfies NewOperator;
    return this.proposals.open(admin, context, this.kind, why, challengeId, async () => ({
      subjectId: null,
      target: payload.email,
      payload,
    }));
  }

  /** @throws address-taken */
  async perform(
    manager: EntityManager,
    context: RequestContext,
    { id: proposalId, payload, openedBy, confirmedBy }: ConfirmedProposal,
  ): Promise<void> {
    const wanted = payload as NewOperator;
    const by = { actorId: openedBy, proposalId, confirmedBy };
    const created = await this.operators.createIn(manager, context, wanted, by);
    if (!created) throw new DomainError('address-taken');
    const { userId, link, expiresAt } = created;
    await this.outbox.queueEmail(manager, {
      userId,
      to: wanted.email,
      template: 'set-password',
      content: { link },
      expiresAt,
    });
  }
}
