import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/sessions/principal';
import { Clock } from '../common/clock';
import type { RequestContext } from '../common/http/request-context';
import { type ConfirmedProposal, type ProposalKind, ProposalKinds } from '../dual-control/proposal-kinds';
import { Proposals } from '../dual-control/proposals.service';
import type { AccountType } from '../users/account-type';
import {
  type DescribedRules,
  describeRules,
  type PolicyRule,
  rulesFrom,
  type WantedRules,
  weakeningsOf,
} from './policy-change';
import {
  type Announcement,
  PolicyVersions,
  refuseUnseen,
  ruleOver,
  standingVersions,
  startOf,
} from './policy-versions.service';

interface PolicyChange {
  accountType: AccountType;
  /** Null: when it is confirmed. */
  startsAt: string | null;
  rules: DescribedRules;
  /** Rules that ask less than those that were in force or scheduled when it was proposed. */
  weakened: PolicyRule[];
}

/** What no admin may do alone: ask less of admins. One proposes the whole rules, another confirms just these. */
@Injectable()
export class PolicyProposals implements ProposalKind, OnModuleInit {
  readonly kind = 'policy-change';
  readonly title = 'change a policy';

  constructor(
    private readonly clock: Clock,
    private readonly kinds: ProposalKinds,
    private readonly proposals: Proposals,
    private readonly versions: PolicyVersions,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  /** @returns the id of the proposal @throws policy-changed, validation-failed and what `Proposals.open` throws */
  propose(
    admin: Principal,
    context: RequestContext,
    accountType: AccountType,
    { startsAt, reason, expectedVersion, ...wanted }: WantedRules & Announcement & { reason: string },
    challengeId: string | null,
  ): Promise<string> {
    return this.proposals.open(admin, context, this.kind, { reason }, challengeId, async (manager) => {
      const now = this.clock.now();
      startOf(startsAt, now);
      const standing = await standingVersions(manager, accountType, now);
      refuseUnseen(expectedVersion, standing);
      const rules = ruleOver(accountType, standing[0], wanted);
      const payload: PolicyChange = {
        accountType,
        startsAt: startsAt?.toISOString() ?? null,
        rules: describeRules(rules),
        weakened: weakeningsOf(standing, rules),
      };
      return { subjectId: null, target: accountType, payload };
    });
  }

  async perform(
    manager: EntityManager,
    context: RequestContext,
    { id, payload, openedBy, confirmedBy, reason }: ConfirmedProposal,
  ): Promise<void> {
    const { accountType, startsAt, rules } = payload as PolicyChange;
    const start = startsAt === null ? undefined : new Date(startsAt);
    await this.versions.add(manager, context, accountType, {
      authorId: openedBy,
      // A start that has passed while it waited is now.
      announced: { startsAt: start && start > this.clock.now() ? start : undefined, reason },
      decide: async () => rulesFrom(rules),
      mayWeaken: true,
      details: { proposalId: id, confirmedBy },
    });
  }
}
