import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import { Refusals } from '../audit/refusals';
import { ChallengeService } from '../auth/2fa/challenge.service';
import { LockoutService } from '../auth/2fa/lockout.service';
import type { PolicyRules } from '../auth/2fa/policy/policy';
import type { Principal } from '../auth/sessions/principal';
import { after, Clock, DAY } from '../common/clock';
import { execute, row, rows } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { toJsonAmount } from '../common/money';
import { Random } from '../common/random';
import type { AccountType } from '../users/account-type';
import { completeRules, type WantedRules, weakenings } from './policy-change';
import {
  findInForce,
  findRequiredSince,
  findScheduled,
  findVersion,
  insertVersion,
  lockVersions,
  type VersionRow,
} from './policy-statements';

const LATEST_START_MS = 366 * DAY;

export interface Announcement {
  /** Now, when absent. */
  startsAt?: Date;
  reason?: string;
}

interface Dated extends Announcement {
  startsAt: Date;
  createdAt: Date;
  restoresVersion?: number;
}

export interface Confirmation {
  /** A verified challenge with purpose `admin-recovery`. */
  challengeId: string | null;
}

/** Adds versions of policies. Each takes a fresh second factor of the admin. */
@Injectable()
export class PolicyAdministration {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly lockout: LockoutService,
    private readonly challenges: ChallengeService,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  /** @returns the number of the new version @throws second-factor-required, second-admin-required, validation-failed */
  put(
    admin: Principal,
    context: RequestContext,
    accountType: AccountType,
    wanted: WantedRules & Announcement,
    confirmation: Confirmation,
  ): Promise<number> {
    const { startsAt, reason, ...rules } = wanted;
    return this.add(admin, context, accountType, confirmation, { startsAt, reason }, async (_, current) =>
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
    const addition = async (manager: EntityManager): Promise<number> => {
      await this.lockout.lock(manager, admin.userId);
      const refusal = await this.challenges.consume(manager, context, admin, 'admin-recovery', challengeId);
      if (refusal) throw refusal;
      const now = this.clock.now();
      const [, current, scheduled] = await Promise.all([
        execute(manager, lockVersions, [accountType]),
        row<VersionRow>(manager, findInForce, [accountType, now]),
        rows<VersionRow>(manager, findScheduled, [accountType, now]),
      ]);
      if (!current) throw new Error('An account type has no policy');
      const rules = await decide(manager, current);
      refuseWeakeningOneself(admin, accountType, [current, ...scheduled], rules);
      const startsAt = startOf(announced.startsAt, now);
      const dated = { ...announced, startsAt, createdAt: now };
      const { id, version } = await this.insert(manager, admin, accountType, rules, dated);
      this.audit.record(manager, context, {
        ...record,
        subject: { type: 'policy', id },
        details: {
          accountType,
          version,
          startsAt,
          restoresVersion: announced.restoresVersion ?? null,
          before: describe(current),
          after: describe(rules),
          weakened: weakenings(current, rules),
        },
      });
      return version;
    };
    return this.refusals.audited(context, record, () => this.transactor.run(addition));
  }

  private async insert(
    manager: EntityManager,
    { userId }: Principal,
    accountType: AccountType,
    rules: PolicyRules,
    { startsAt, reason, restoresVersion, createdAt }: Dated,
  ): Promise<{ id: string; version: number }> {
    const id = this.random.id();
    const required = rules.enforcement === 'required';
    const since = await row<{ since: Date }>(manager, findRequiredSince, [accountType, startsAt]);
    const minimums = [
      rules.minimumLogin,
      rules.minimumPayment,
      rules.minimumLargePayment,
      rules.minimumFactorChange,
    ];
    const amounts = [rules.largePaymentAbove, rules.emailMaxAmount];
    const lifetimes = [rules.sessionIdleMinutes, rules.sessionHours, rules.trustDays];
    const requiredSince = required ? since?.since : null;
    const values = [id, accountType, rules.enforcement, rules.graceDays, requiredSince, rules.methods];
    const origin = [startsAt, userId, reason ?? null, restoresVersion ?? null, createdAt];
    const all = [...values, ...minimums, ...amounts, ...lifetimes, ...origin];
    const inserted = await row<{ version: number }>(manager, insertVersion, all);
    if (!inserted) throw new Error('A version was not added');
    return { id, version: inserted.version };
  }
}

function ruleOver(accountType: AccountType, current: PolicyRules, wanted: WantedRules): PolicyRules {
  const completed = completeRules(accountType, current, wanted);
  if (completed.kind === 'faulty') throw new DomainError('validation-failed', { errors: completed.errors });
  return completed.rules;
}

function startOf(wanted: Date | undefined, now: Date): Date {
  if (wanted === undefined) return now;
  const detail =
    wanted < now ? 'must not be past' : wanted > after(now, LATEST_START_MS) ? 'must be within a year' : null;
  if (detail) throw new DomainError('validation-failed', { errors: [{ pointer: '/startsAt', detail }] });
  return wanted;
}

/** Nobody lowers what they themselves are asked for: neither what is in force nor what is about to be. */
function refuseWeakeningOneself(
  admin: Principal,
  accountType: AccountType,
  standing: readonly PolicyRules[],
  rules: PolicyRules,
): void {
  if (accountType !== admin.accountType) return;
  const weakened = new Set(standing.flatMap((before) => weakenings(before, rules)));
  if (weakened.size > 0) throw new DomainError('second-admin-required', { weakened: [...weakened] });
}

function describe(rules: PolicyRules): Record<string, unknown> {
  const { largePaymentAbove, emailMaxAmount } = rules;
  return {
    enforcement: rules.enforcement,
    graceDays: rules.graceDays,
    methods: rules.methods,
    minimumLogin: rules.minimumLogin,
    minimumPayment: rules.minimumPayment,
    minimumLargePayment: rules.minimumLargePayment,
    minimumFactorChange: rules.minimumFactorChange,
    largePaymentAbove: largePaymentAbove === null ? null : toJsonAmount(largePaymentAbove),
    emailMaxAmount: emailMaxAmount === null ? null : toJsonAmount(emailMaxAmount),
    sessionIdleMinutes: rules.sessionIdleMinutes,
    sessionHours: rules.sessionHours,
    trustDays: rules.trustDays,
  };
}
