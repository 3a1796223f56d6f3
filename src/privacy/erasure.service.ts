import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import type { Principal } from '../auth/sessions/principal';
import { after, Clock, DAY } from '../common/clock';
import { execute, row } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { JobQueue } from '../common/jobs/job-queue';
import { localTime } from '../common/local-time';
import { type ConfirmedProposal, type ProposalKind, ProposalKinds } from '../dual-control/proposal-kinds';
import { type Justification, type NewProposal, Proposals } from '../dual-control/proposals.service';
import { MessageOutbox } from '../messaging/message-outbox';
import { type MoneyUnderWay, obstaclesOf } from './erasure';
import {
  countMoneyUnderWay,
  endContracts,
  findPerson,
  insertErasure,
  lockPerson,
} from './erasure-statements';
import { erasureSteps } from './inventory/inventory';
import { ERASE_LOG } from './log-erasure.job';

interface Person extends Record<string, unknown> {
  name: string;
  email: string;
  isVerified: boolean;
  timeZone: string;
  erasedAt: Date | null;
}

/** How long the address is kept for the message that tells of the erasure, where it cannot be delivered at once. */
const TOLD_WITHIN_MS = DAY;

/** Erases a person (GDPR article 17) when two admins want it: one opens a proposal, another confirms it. */
@Injectable()
export class ErasureService implements ProposalKind, OnModuleInit {
  readonly kind = 'user-erasure';
  readonly title = 'erase a person for good';

  constructor(
    private readonly clock: Clock,
    private readonly kinds: ProposalKinds,
    private readonly proposals: Proposals,
    private readonly jobs: JobQueue,
    private readonly outbox: MessageOutbox,
    private readonly audit: AuditRecorder,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  /**
   * @returns the proposal's id
   * @throws not-found, account-erased, erasure-blocked, and what `Proposals.open` throws
   */
  open(
    admin: Principal,
    context: RequestContext,
    userId: string,
    justification: Justification,
    challengeId: string | null,
  ): Promise<string> {
    const prepare = async (manager: EntityManager): Promise<NewProposal> => {
      const person = await row<Pick<Person, 'erasedAt'> & Record<string, unknown>>(manager, findPerson, [
        userId,
      ]);
      if (!person) throw new DomainError('not-found');
      if (person.erasedAt) throw new DomainError('account-erased');
      await this.assertNothingIsUnderWay(manager, userId);
      return { subjectId: userId, payload: {} };
    };
    return this.proposals.open(admin, context, this.kind, justification, challengeId, prepare);
  }

  /**
   * The caller has locked the budgets of both: what the person was about to do waits, and then finds no account.
   * @throws account-erased, erasure-blocked
   */
  async perform(
    manager: EntityManager,
    context: RequestContext,
    { id: proposalId, subjectId, openedBy, confirmedBy }: ConfirmedProposal,
  ): Promise<void> {
    if (subjectId === null) throw new Error('An erasure is about nobody');
    const person = await row<Person>(manager, lockPerson, [subjectId]);
    if (!person || person.erasedAt) throw new DomainError('account-erased');
    await execute(manager, endContracts, [subjectId]);
    await this.assertNothingIsUnderWay(manager, subjectId);
    const now = this.clock.now();
    if (person.isVerified) await this.tell(manager, subjectId, person, now);
    const values = { id: subjectId, now, name: person.name, email: person.email };
    for (const step of erasureSteps)
      await execute(
        manager,
        step,
        step.values.map((value) => values[value]),
      );
    await execute(manager, insertErasure, [subjectId, proposalId, openedBy, confirmedBy, now]);
    this.audit.record(manager, context, {
      type: 'account.erased',
      actorId: confirmedBy,
      subject: { type: 'user', id: subjectId },
      details: { proposalId, openedBy },
    });
    await this.jobs.add(manager, ERASE_LOG, {}, { key: ERASE_LOG });
  }

  /** To an address that is theirs, before it is destroyed; whoever only registered with it may be somebody else. */
  private tell(
    manager: EntityManager,
    userId: string,
    { name, email, timeZone }: Person,
    now: Date,
  ): Promise<void> {
    return this.outbox.queueEmail(manager, {
      userId,
      to: email,
      template: 'account-erased',
      content: { name, when: localTime(now, timeZone) },
      expiresAt: after(now, TOLD_WITHIN_MS),
      deletedWhenOver: true,
    });
  }

  private async assertNothingIsUnderWay(manager: EntityManager, userId: string): Promise<void> {
    const money = await row<MoneyUnderWay & Record<string, unknown>>(manager, countMoneyUnderWay, [
      userId,
      this.clock.now(),
    ]);
    const obstacles = money ? obstaclesOf(money) : [];
    if (obstacles.length > 0) throw new DomainError('erasure-blocked', { obstacles });
  }
}
