import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import type { PolicyRules } from '../auth/2fa/policy/policy';
import { after, Clock, DAY } from '../common/clock';
import { execute, row, rows } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { Random } from '../common/random';
import type { AccountType } from '../users/account-type';
import { completeRules, describeRules, type WantedRules, weakeningsOf } from './policy-change';
import {
  findInForce,
  findRequiredSince,
  findScheduled,
  insertVersion,
  lockVersions,
  type VersionRow,
} from './policy-statements';

const LATEST_START_MS = 366 * DAY;

export interface Announcement {
  /** Now, when absent. */
  startsAt?: Date;
  reason?: string;
  /** The newest version that the author knows. */
  expectedVersion?: number;
}

interface Dated extends Announcement {
  startsAt: Date;
  createdAt: Date;
  restoresVersion?: number;
}

export interface NewVersion {
  authorId: string;
  announced: Announcement & { restoresVersion?: number };
  /** Says what the rules will be, over those in force. */
  decide: (current: PolicyRules) => Promise<PolicyRules>;
  /** Whether the author may ask less than now: not of their own account type, unless another admin has confirmed it. */
  mayWeaken: boolean;
  /** Kept in the audit event. */
  details?: { proposalId: string; confirmedBy: string };
}

/** Adds versions, in the caller's transaction. */
@Injectable()
export class PolicyVersions {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly audit: AuditRecorder,
  ) {}

  /** @returns its number @throws policy-changed, second-admin-required, validation-failed, and what `decide` throws */
  async add(
    manager: EntityManager,
    context: RequestContext,
    accountType: AccountType,
    { authorId, announced, decide, mayWeaken, details }: NewVersion,
  ): Promise<number> {
    const now = this.clock.now();
    const [, standing] = await Promise.all([
      execute(manager, lockVersions, [accountType]),
      standingVersions(manager, accountType, now),
    ]);
    refuseUnseen(announced.expectedVersion, standing);
    const [current] = standing;
    const rules = await decide(current);
    const weakened = weakeningsOf(standing, rules);
    if (!mayWeaken && weakened.length > 0) throw new DomainError('second-admin-required', { weakened });
    const startsAt = startOf(announced.startsAt, now);
    const dated = { ...announced, startsAt, createdAt: now };
    const { id, version } = await this.insert(manager, authorId, accountType, rules, dated);
    this.audit.record(manager, context, {
      type: 'policy.changed',
      actorId: authorId,
      subject: { type: 'policy', id },
      details: {
        ...details,
        accountType,
        version,
        startsAt,
        restoresVersion: announced.restoresVersion ?? null,
        before: describeRules(current),
        after: describeRules(rules),
        weakened,
      },
    });
    return version;
  }

  private async insert(
    manager: EntityManager,
    authorId: string,
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
    const origin = [startsAt, authorId, reason ?? null, restoresVersion ?? null, createdAt];
    const all = [...values, ...minimums, ...amounts, ...lifetimes, ...origin];
    const inserted = await row<{ version: number }>(manager, insertVersion, all);
    if (!inserted) throw new Error('A version was not added');
    return { id, version: inserted.version };
  }
}

/** @throws validation-failed */
export function ruleOver(accountType: AccountType, current: PolicyRules, wanted: WantedRules): PolicyRules {
  const completed = completeRules(accountType, current, wanted);
  if (completed.kind === 'faulty') throw new DomainError('validation-failed', { errors: completed.errors });
  return completed.rules;
}

/** @throws validation-failed */
export function startOf(wanted: Date | undefined, now: Date): Date {
  if (wanted === undefined) return now;
  const detail =
    wanted < now ? 'must not be past' : wanted > after(now, LATEST_START_MS) ? 'must be within a year' : null;
  if (detail) throw new DomainError('validation-failed', { errors: [{ pointer: '/startsAt', detail }] });
  return wanted;
}

/** What is in force, then what is scheduled. */
export async function standingVersions(
  manager: EntityManager,
  accountType: AccountType,
  now: Date,
): Promise<[VersionRow, ...VersionRow[]]> {
  const [current, scheduled] = await Promise.all([
    row<VersionRow>(manager, findInForce, [accountType, now]),
    rows<VersionRow>(manager, findScheduled, [accountType, now]),
  ]);
  if (!current) throw new Error('An account type has no policy');
  return [current, ...scheduled];
}

/** Only what was previewed is put. The newest version is in force or scheduled: no other can take its place. @throws policy-changed */
export function refuseUnseen(expected: number | undefined, standing: readonly { version: number }[]): void {
  const newest = newestOf(standing);
  if (expected !== undefined && expected !== newest)
    throw new DomainError('policy-changed', { newestVersion: newest });
}

export function newestOf(standing: readonly { version: number }[]): number {
  return Math.max(...standing.map(({ version }) => version));
}
