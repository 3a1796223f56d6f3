import { Injectable } from '@nestjs/common';
import type { Method } from '../auth/2fa/method';
import { methodsFrom, type PolicyRules } from '../auth/2fa/policy/policy';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { DomainError } from '../common/domain-error';
import { type Page, type PageQuery, positionOf, toPage } from '../common/http/page';
import type { AccountType } from '../users/account-type';
import { completeRules, type WantedRules } from './policy-change';
import type { Impact } from './policy-impact';
import { countImpact, listImpact } from './policy-impact-statements';
import { findInForce, findRequiredSince, type VersionRow } from './policy-statements';

export interface AffectedPerson {
  id: string;
  email: string;
  name: string;
  /** Methods of their active factors. */
  methods: Method[];
  graceEndsAt: Date | null;
}

export interface ImpactCounts {
  users: number;
  prompted: number;
  lockedOut: number;
  noAllowedMethod: number;
}

export interface ImpactQuestion {
  wanted: WantedRules;
  /** Now, when absent. */
  startsAt?: Date;
  impact?: Impact;
  page: PageQuery;
}

export type PolicyImpactAnswer = Page<AffectedPerson> & { at: Date; counts: ImpactCounts };

/** What a policy would mean, were it saved: nothing is changed by asking. */
@Injectable()
export class PolicyImpact {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws validation-failed */
  async preview(
    accountType: AccountType,
    { wanted, startsAt, impact, page }: ImpactQuestion,
  ): Promise<PolicyImpactAnswer> {
    const now = this.clock.now();
    const current = await this.database.row<VersionRow>(findInForce, [accountType, now]);
    if (!current) throw new Error('An account type has no policy');
    const completed = completeRules(accountType, current, wanted);
    if (completed.kind === 'faulty') throw new DomainError('validation-failed', { errors: completed.errors });
    const at = startsAt && startsAt > now ? startsAt : now;
    const question = await this.questionOf(accountType, completed.rules, at);
    const [counts, affected] = await Promise.all([
      this.database.row<ImpactCounts & Record<string, unknown>>(countImpact, question),
      this.database.rows<AffectedPerson & Record<string, unknown>>(listImpact, [
        ...question,
        impact ?? null,
        positionOf(page),
        page.limit + 1,
      ]),
    ]);
    return { at, counts: counts as ImpactCounts, ...toPage(affected, page.limit, (person) => person) };
  }

  private async questionOf(accountType: AccountType, rules: PolicyRules, at: Date): Promise<unknown[]> {
    const required = rules.enforcement === 'required';
    const found = await this.database.row<{ since: Date }>(findRequiredSince, [accountType, at]);
    const sufficient = methodsFrom(rules, 'minimumLogin');
    return [accountType, required, found?.since ?? at, rules.graceDays, sufficient, at];
  }
}
