import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Refusals } from '../audit/refusals';
import { after, Clock, MINUTE } from '../common/clock';
import { Database } from '../common/database/database';
import { execute, rows } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import { BEHIND_THE_NEWEST, type Page, type PageQuery, positionOf, toPage } from '../common/http/page';
import { type RequestContext, systemContext } from '../common/http/request-context';
import { Random } from '../common/random';
import { allocate, type Due, type Funds } from './allocation';
import { Authorization } from './authorization.entity';
import { AuthorizationSettlement, fundingOf } from './authorization-settlement';
import {
  findLeftPending,
  insertPending,
  listAuthorizations,
  lockActiveAuthorizations,
  lockAuthorizationsOfApproval,
} from './authorization-statements';
import { type AuthorizationView, viewAuthorization } from './authorization-view';
import { declineOf } from './decline';
import { refusedItems } from './item-refusals';

export interface Funding {
  clientId: string;
  contractId: string;
  currency: string;
  amount: bigint;
  paymentMethod: string;
  idempotencyKey: string;
}

export type HeldFunds = Funds & { gatewayReference: string };

type StoredAuthorization = Authorization & Record<string, unknown>;

/** Whoever has asked for it may still be waiting for the gateway. */
const LEFT_ALONE_MS = MINUTE;

/** The client's money at the gateway: held by `fund`, found by `lock…` and drawn when an approval takes effect. */
@Injectable()
export class AuthorizationService {
  constructor(
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly settlement: AuthorizationSettlement,
    private readonly refusals: Refusals,
  ) {}

  /**
   * The row is committed before the gateway is called and names the call's key, so that a repeated request goes on
   * where a crash left it. @throws idempotency-key-reused, service-unavailable, and what `declineOf` knows
   */
  async fund(funding: Funding, context: RequestContext): Promise<Authorization> {
    const authorization = await this.transactor.run((manager) => this.findOrInsert(manager, funding));
    const settled = await this.refusals.audited(context, fundingOf(authorization), async () => {
      if (!isFor(authorization, funding)) throw new DomainError('idempotency-key-reused');
      if (authorization.status === 'declined') throw declined(authorization);
      return authorization.status === 'pending'
        ? this.settlement.settle(authorization, context)
        : authorization;
    });
    if (settled.status === 'declined') throw declined(settled);
    return settled;
  }

  /** What nobody waits for any more is asked for again under the same key; without an answer it stays for the next time. */
  async resolvePending(): Promise<void> {
    const before = after(this.clock.now(), -LEFT_ALONE_MS);
    let last: string | null = null;
    do {
      const left: StoredAuthorization[] = await this.database.rows(findLeftPending, [before, last]);
      for (const authorization of left) await this.tryToSettle(authorization);
      last = left.at(-1)?.id ?? null;
    } while (last !== null);
  }

  /** All of a contract, those that the gateway declined or has not answered included. */
  async list(clientId: string, contractId: string, query: PageQuery): Promise<Page<AuthorizationView>> {
    const found = await this.database.rows<StoredAuthorization>(listAuthorizations, [
      contractId,
      clientId,
      positionOf(query) ?? BEHIND_THE_NEWEST,
      query.limit + 1,
    ]);
    const now = this.clock.now();
    return toPage(found, query.limit, (authorization) => viewAuthorization(authorization, now));
  }

  lockForContracts(manager: EntityManager, contractIds: readonly string[]): Promise<HeldFunds[]> {
    return rows<HeldFunds & Record<string, unknown>>(manager, lockActiveAuthorizations, [
      contractIds,
      this.clock.now(),
    ]);
  }

  lockForApproval(manager: EntityManager, approvalId: string, clientId: string): Promise<HeldFunds[]> {
    return rows<HeldFunds & Record<string, unknown>>(manager, lockAuthorizationsOfApproval, [
      approvalId,
      clientId,
      this.clock.now(),
    ]);
  }

  /** @throws authorization-expired, authorization-insufficient, with the milestones; nothing has been changed then */
  cover(dues: readonly Due[], funds: readonly HeldFunds[]): Map<string, HeldFunds> {
    const allocation = allocate(dues, funds, this.clock.now());
    if (allocation.kind === 'covered') return allocation.by;
    throw refusedItems(
      allocation.dues.map(({ milestoneId, reason }) => ({ milestoneId, code: `authorization-${reason}` })),
    );
  }

  private async tryToSettle(authorization: Authorization): Promise<void> {
    try {
      await this.settlement.settle(authorization, systemContext);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }

  private async findOrInsert(manager: EntityManager, funding: Funding): Promise<Authorization> {
    const { clientId, contractId, idempotencyKey, paymentMethod, amount, currency } = funding;
    const values = [
      this.random.id(),
      contractId,
      clientId,
      idempotencyKey,
      paymentMethod,
      amount,
      currency,
      this.clock.now(),
    ];
    await execute(manager, insertPending, values);
    return manager.getRepository(Authorization).findOneByOrFail({ clientId, idempotencyKey });
  }
}

function isFor(authorization: Authorization, funding: Funding): boolean {
  return (['contractId', 'amount', 'currency', 'paymentMethod'] as const).every(
    (field) => authorization[field] === funding[field],
  );
}

function declined({ declineReason }: Authorization): DomainError {
  const { problem, detail } = declineOf(declineReason);
  return new DomainError(problem, { detail, reason: declineReason ?? 'declined' });
}
