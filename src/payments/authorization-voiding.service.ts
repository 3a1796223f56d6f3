import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder, type AuditRecordOf } from '../audit/audit-recorder';
import { Refusals } from '../audit/refusals';
import { Database } from '../common/database/database';
import { mustTouch, row } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import { type RequestContext, systemContext } from '../common/http/request-context';
import { toJsonAmount } from '../common/money';
import type { Authorization } from './authorization.entity';
import { PaymentGateway } from './payment-gateway';
import {
  beginVoiding,
  findUnsettledPayment,
  findVoiding,
  lockAuthorization,
  markVoided,
} from './voiding-statements';

type StoredAuthorization = Authorization & Record<string, unknown>;

/**
 * Gives back what an authorization still holds. Once it is `voiding` no approval can draw on it, whatever the gateway says;
 * an approval that was quicker has made payments, which must be over first.
 */
@Injectable()
export class AuthorizationVoiding {
  private readonly logger = new Logger(AuthorizationVoiding.name);

  constructor(
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly gateway: PaymentGateway,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  /** Repeating it is harmless. @throws not-found, authorization-not-voidable, authorization-in-use */
  async void(
    clientId: string,
    context: RequestContext,
    { contractId, id }: { contractId: string; id: string },
  ): Promise<Authorization> {
    const refused: AuditRecordOf<'authorization.voiding'> = {
      type: 'authorization.voiding',
      actorId: clientId,
      subject: { type: 'authorization', id },
    };
    const authorization = await this.refusals.audited(context, refused, () =>
      this.transactor.run((manager) => this.begin(manager, context, refused, [id, contractId, clientId])),
    );
    return authorization.status === 'voiding' ? this.finish(authorization, context) : authorization;
  }

  /** For those that the gateway had given no answer about. */
  async finishAll(): Promise<void> {
    let last: string | null = null;
    do {
      const voiding: StoredAuthorization[] = await this.database.rows(findVoiding, [last]);
      for (const authorization of voiding) await this.finish(authorization, systemContext);
      last = voiding.at(-1)?.id ?? null;
    } while (last !== null);
  }

  private async begin(
    manager: EntityManager,
    context: RequestContext,
    record: AuditRecordOf<'authorization.voiding'>,
    [id, contractId, clientId]: [string, string, string],
  ): Promise<Authorization> {
    const [authorization, unsettled] = await Promise.all([
      row<StoredAuthorization>(manager, lockAuthorization, [id, contractId, clientId]),
      row(manager, findUnsettledPayment, [id]),
    ]);
    if (!authorization) throw new DomainError('not-found');
    const { status, remaining, currency } = authorization;
    if (status === 'voiding' || status === 'voided') return authorization;
    if (status !== 'active') throw new DomainError('authorization-not-voidable');
    if (unsettled) throw new DomainError('authorization-in-use');
    await mustTouch(manager, 1, beginVoiding, [id]);
    this.audit.record(manager, context, {
      ...record,
      details: { contractId, amount: toJsonAmount(remaining), currency },
    });
    return { ...authorization, status: 'voiding' };
  }

  private async finish(authorization: Authorization, context: RequestContext): Promise<Authorization> {
    const { id, gatewayReference } = authorization;
    try {
      await this.gateway.void(gatewayReference as string);
    } catch (error) {
      this.logger.warn({ authorizationId: id, err: error }, 'The gateway could not be asked to let money go');
      return authorization;
    }
    await this.audit.recordChange(markVoided, [id], context, {
      type: 'authorization.voided',
      actorId: null,
      subject: { type: 'authorization', id },
    });
    return { ...authorization, status: 'voided' };
  }
}
