import { Injectable, Logger } from '@nestjs/common';
import { type AuditRecord, AuditRecorder, refused } from '../audit/audit-recorder';
import { after, Clock, SECOND } from '../common/clock';
import { execute } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { toJsonAmount } from '../common/money';
import { AppConfig } from '../config/app-config';
import type { Authorization } from './authorization.entity';
import { activate, decline } from './authorization-statements';
import { leaseMs, mayRepeat } from './payment';
import { type AuthorizeOutcome, PaymentGateway } from './payment-gateway';

/** Has the gateway hold the money of a pending authorization, under the authorization's id as key, and records what it said. */
@Injectable()
export class AuthorizationSettlement {
  private readonly logger = new Logger(AuthorizationSettlement.name);

  constructor(
    private readonly config: AppConfig,
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly gateway: PaymentGateway,
    private readonly audit: AuditRecorder,
  ) {}

  /** @throws service-unavailable when the gateway said nothing */
  async settle(authorization: Authorization, context: RequestContext): Promise<Authorization> {
    const { id } = authorization;
    const outcome = await this.ask(authorization).catch((error: unknown) => {
      this.logger.warn({ authorizationId: id, err: error }, 'The gateway could not be asked to hold money');
      throw new DomainError('service-unavailable', {
        detail: 'The payment gateway gave no answer. Repeat the request with the same key.',
        retryAt: after(this.clock.now(), SECOND),
      });
    });
    await this.transactor.run(async (manager) => {
      const settled =
        outcome.kind === 'authorized'
          ? await execute(manager, activate, [id, outcome.reference, outcome.expiresAt, outcome.captures])
          : await execute(manager, decline, [id, outcome.reason]);
      if (settled.rowCount === 0) return;
      this.audit.record(manager, context, recordOf(authorization, outcome));
    });
    if (outcome.kind === 'declined')
      return { ...authorization, status: 'declined', declineReason: outcome.reason };
    const { reference: gatewayReference, expiresAt, captures } = outcome;
    return { ...authorization, status: 'active', gatewayReference, expiresAt, captures };
  }

  /** Under an old key money could be held twice, so the gateway is only asked whether it holds any. */
  private async ask(authorization: Authorization): Promise<AuthorizeOutcome> {
    const { id, amount, currency, paymentMethod, createdAt } = authorization;
    const life = { keyLifeMs: this.gateway.keyLifeMs, leaseMs: leaseMs(this.config) };
    if (mayRepeat(createdAt, this.clock.now(), life))
      return this.gateway.authorize({ key: id, amount, currency, paymentMethod });
    return (await this.gateway.lookUpAuthorization(id)) ?? { kind: 'declined', reason: 'declined' };
  }
}

export function fundingOf({ id, clientId, amount, currency }: Authorization): AuditRecord {
  return {
    type: 'authorization.funded',
    actorId: clientId,
    subject: { type: 'authorization', id },
    details: { amount: toJsonAmount(amount), currency },
  };
}

function recordOf(authorization: Authorization, outcome: AuthorizeOutcome): AuditRecord {
  const record = fundingOf(authorization);
  if (outcome.kind === 'authorized') return record;
  return refused(record, outcome.reason);
}
