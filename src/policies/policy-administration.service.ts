import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuditRecord } from '../audit/audit-recorder';
import { AdminActs } from '../auth/2fa/challenges/admin-acts';
import type { PolicyRules } from '../auth/2fa/policy/policy';
import type { Principal } from '../auth/sessions/principal';
import { row } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import type { AccountType } from '../users/account-type';
import type { WantedRules } from './policy-change';
import { findVersion, type VersionRow } from './policy-statements';
import { type Announcement, PolicyVersions, ruleOver } from './policy-versions.service';

export interface Confirmation {
  /** A verified challenge with purpose `admin-recovery`. */
  challengeId: string | null;
}

/** Adds versions of policies. Each takes a fresh second factor of the admin. */
@Injectable()
export class PolicyAdministration {
  constructor(
    private readonly acts: AdminActs,
    private readonly versions: PolicyVersions,
  ) {}

  /** @returns the number of the new version @throws second-factor-required, policy-changed, second-admin-required, validation-failed */
  put(
    admin: Principal,
    context: RequestContext,
    accountType: AccountType,
    wanted: WantedRules & Announcement,
    confirmation: Confirmation,
  ): Promise<number> {
    const { startsAt, reason, expectedVersion, ...rules } = wanted;
    const announced = { startsAt, reason, expectedVersion };
    return this.add(admin, context, accountType, confirmation, announced, async (_, current) =>
      ruleOver(accountType, current, rules),
    );
  }

  /** Brings the rules of a version back, as a new one. @throws not-found and what `put` throws */
  restore(
    admin: Principal,
    context: RequestContext,
    accountType: AccountType,
    version: number,
    announcement: Announcement,
    confirmation: Confirmation,
  ): Promise<number> {
    const restored = { ...announcement, restoresVersion: version };
    return this.add(admin, context, accountType, confirmation, restored, async (manager) => {
      const old = await row<VersionRow>(manager, findVersion, [accountType, version]);
      if (!old) throw new DomainError('not-found');
      return old;
    });
  }

  private add(
    admin: Principal,
    context: RequestContext,
    accountType: AccountType,
    { challengeId }: Confirmation,
    announced: Announcement & { restoresVersion?: number },
    decide: (manager: EntityManager, current: PolicyRules) => Promise<PolicyRules>,
  ): Promise<number> {
    const record: AuditRecord = {
      type: 'policy.changed',
      actorId: admin.userId,
      subject: { type: 'policy', id: null },
      details: { accountType, challengeId },
    };
    return this.acts.run({ admin, context, challengeId, record }, (manager) =>
      this.versions.add(manager, context, accountType, {
        authorId: admin.userId,
        announced,
        decide: (current) => decide(manager, current),
        mayWeaken: accountType !== admin.accountType,
      }),
    );
  }
}
