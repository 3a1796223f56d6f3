import { Injectable } from '@nestjs/common';
import type { Method } from '../auth/2fa/method';
import { methodsFrom, type PolicyRules } from '../auth/2fa/policy/policy';
import type { Principal } from '../auth/sessions/principal';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { DomainError } from '../common/domain-error';
import { type Page, type PageQuery, positionOf, toPage } from '../common/http/page';
import { AppConfig } from '../config/app-config';
import type { AccountType } from '../users/account-type';
import { completeRules, type PolicyRule, type WantedRules, weakeningsOf } from './policy-change';
import { type Impact, paymentNeeds } from './policy-impact';
import { countImpact, findOwnImpact, listImpact } from './policy-impact-statements';
import { findInForce, findRequiredSince, findScheduled, type VersionRow } from './policy-statements';
import { newestOf, startOf } from './policy-versions.service';

export interface AffectedPerson {
  id: string;
  email: string;
  name: string;
  /** Methods of their active factors. */
  methods: Method[];
  graceEndsAt: Date | null;
  impacts: Impact[];
}

export interface ImpactCounts {
  users: number;
  prompted: number;
  lockedOut: number;
  noAllowedMethod: number;
  cannotPay: number;
  cannotPayLarge: number;
}

export interface ImpactQuestion {
  wanted: WantedRules;
  /** Now, when absent. */
  startsAt?: Date;
  impact?: Impact;
  page: PageQuery;
}

export interface PolicyImpactAnswer extends Page<AffectedPerson> {
  at: Date;
  counts: ImpactCounts;
  weakened: PolicyRule[];
  needsSecondAdmin: boolean;
  supersedes: number[];
  newestVersion: number;
  /** What it would mean to whoever asks. */
  yours: Impact[];
}

/** What a policy would mean, were it saved: nothing is changed by asking. */
@Injectable()
export class PolicyImpact {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  /** @throws validation-failed */
  async preview(
    admin: Principal,
    accountType: AccountType,
    { wanted, startsAt, impact, page }: ImpactQuestion,
  ): Promise<PolicyImpactAnswer> {
    const now = this.clock.now();
    const [current, scheduled] = await Promise.all([
      this.database.row<VersionRow>(findInForce, [accountType, now]),
      this.database.rows<VersionRow>(findScheduled, [accountType, now]),
    ]);
    if (!current) throw new Error('An account type has no policy');
    const completed = completeRules(accountType, current, wanted);
    if (completed.kind === 'faulty') throw new DomainError('validation-failed', { errors: completed.errors });
    const { rules } = completed;
    const at = startOf(startsAt, now);
    const question = await this.questionOf(accountType, rules, at);
    const [counts, affected, own] = await Promise.all([
      this.database.row<ImpactCounts & Record<string, unknown>>(countImpact, question),
      this.database.rows<AffectedPerson & Record<string, unknown>>(listImpact, [
        ...question,
        impact ?? null,
        positionOf(page),
        page.limit + 1,
      ]),
      this.database.row<{ impacts: Impact[] }>(findOwnImpact, [...question, admin.userId]),
    ]);
    const weakened = weakeningsOf([current, ...scheduled], rules);
    return {
      at,
      counts: counts as ImpactCounts,
      weakened,
      needsSecondAdmin: weakened.length > 0 && admin.accountType === accountType,
      supersedes: scheduled.filter((version) => version.startsAt >= at).map(({ version }) => version),
      newestVersion: newestOf([current, ...scheduled]),
      yours: own?.impacts ?? [],
      ...toPage(affected, page.limit, (person) => person),
    };
  }

  private async questionOf(accountType: AccountType, rules: PolicyRules, at: Date): Promise<unknown[]> {
    const required = rules.enforcement === 'required';
    const found = await this.database.row<{ since: Date }>(findRequiredSince, [accountType, at]);
    const sufficient = methodsFrom(rules, 'minimumLogin');
    const { payments, largePayments } = paymentNeeds(accountType, rules, this.config);
    const since = found?.since ?? at;
    return [accountType, required, since, rules.graceDays, sufficient, at, payments, largePayments];
  }
}
