import { Injectable } from '@nestjs/common';
import { strongestFirst } from '../auth/2fa/method';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { DomainError } from '../common/domain-error';
import { type Page, type PageQuery, positionOf, toPage } from '../common/http/page';
import { toJsonAmount } from '../common/money';
import { type AccountType, accountTypes } from '../users/account-type';
import type { PolicyVersionView, PolicyView, VersionStatus } from './policies.dto';
import {
  findInForce,
  findScheduled,
  findVersion,
  listVersions,
  type PolicyVersion,
  type VersionRow,
} from './policy-statements';

/** Which versions there are, were and will be. */
@Injectable()
export class PolicyHistory {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  inForce(): Promise<PolicyView[]> {
    return Promise.all(accountTypes.map((accountType) => this.read(accountType)));
  }

  async read(accountType: AccountType): Promise<PolicyView> {
    const now = this.clock.now();
    const [current, scheduled] = await Promise.all([
      this.current(accountType),
      this.database.rows<VersionRow>(findScheduled, [accountType, now]),
    ]);
    return { ...current, scheduled: scheduled.map((version) => view(version, now)) };
  }

  /** @throws not-found */
  async version(accountType: AccountType, version: number): Promise<PolicyVersionView> {
    const found = await this.database.row<VersionRow>(findVersion, [accountType, version]);
    if (!found) throw new DomainError('not-found');
    return view(found, this.clock.now());
  }

  async list(accountType: AccountType, query: PageQuery): Promise<Page<PolicyVersionView>> {
    const values = [accountType, positionOf(query), query.limit + 1];
    const found = await this.database.rows<VersionRow>(listVersions, values);
    const now = this.clock.now();
    return toPage(found, query.limit, (version) => view(version, now));
  }

  private async current(accountType: AccountType): Promise<PolicyVersionView> {
    const now = this.clock.now();
    const found = await this.database.row<VersionRow>(findInForce, [accountType, now]);
    if (!found) throw new Error('An account type has no policy');
    return view(found, now);
  }
}

/** A newer version takes the place of an older one from its own start on. */
export function statusOf(
  { startsAt, endsAt }: Pick<PolicyVersion, 'startsAt' | 'endsAt'>,
  now: Date,
): VersionStatus {
  if (endsAt !== null && endsAt <= startsAt) return 'superseded';
  if (startsAt > now) return 'scheduled';
  return endsAt !== null && endsAt <= now ? 'ended' : 'in-force';
}

function view(version: PolicyVersion, now: Date): PolicyVersionView {
  const { id: _, authorId, authorName, endsAt: __, requiredSince, startsAt, createdAt, ...rest } = version;
  const { largePaymentAbove, emailMaxAmount } = version;
  return {
    ...rest,
    status: statusOf(version, now),
    methods: strongestFirst(version.methods),
    largePaymentAbove: largePaymentAbove === null ? null : toJsonAmount(largePaymentAbove),
    emailMaxAmount: emailMaxAmount === null ? null : toJsonAmount(emailMaxAmount),
    requiredSince: requiredSince?.toISOString() ?? null,
    startsAt: startsAt.toISOString(),
    createdAt: createdAt.toISOString(),
    author: authorId === null ? null : { id: authorId, name: authorName ?? '' },
  };
}
