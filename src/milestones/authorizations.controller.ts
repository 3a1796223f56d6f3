import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { AuditRecord } from '../audit/audit-recorder';
import { Refusals } from '../audit/refusals';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { Clock } from '../common/clock';
import { Id } from '../common/http/id-param';
import { IdempotencyKey, Idempotent } from '../common/http/idempotent';
import { PageQuery } from '../common/http/page';
import type { RequestContext } from '../common/http/request-context';
import { AuthorizationService } from '../payments/authorization.service';
import { AuthorizationView, viewAuthorization } from '../payments/authorization-view';
import { AuthorizationVoiding } from '../payments/authorization-voiding.service';
import { ContractService } from './contract.service';
import { AuthorizationPage, FundAuthorizationRequest } from './milestones.dto';

/** The client's money, held at the gateway for the milestones of a contract. Its payee does not see it. */
@ApiTags('contracts')
@OnlyFor('client')
@Controller('contracts/:id/authorizations')
export class AuthorizationsController {
  constructor(
    private readonly contracts: ContractService,
    private readonly authorizations: AuthorizationService,
    private readonly voiding: AuthorizationVoiding,
    private readonly refusals: Refusals,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOkResponse({ type: AuthorizationPage })
  async list(
    @CurrentUser() { userId }: Principal,
    @Id() contractId: string,
    @Query() query: PageQuery,
  ): Promise<AuthorizationPage> {
    await this.contracts.ofClient(userId, contractId);
    return this.authorizations.list(userId, contractId, query);
  }

  @Post()
  @Idempotent()
  @ApiCreatedResponse({ type: AuthorizationView, description: 'The money is held at the gateway.' })
  async fund(
    @CurrentUser() { userId: clientId }: Principal,
    @Context() context: RequestContext,
    @IdempotencyKey() idempotencyKey: string,
    @Id() contractId: string,
    @Body() { amount, paymentMethod }: FundAuthorizationRequest,
  ): Promise<AuthorizationView> {
    const record: AuditRecord = {
      type: 'authorization.funded',
      actorId: clientId,
      subject: { type: 'authorization', id: null },
      details: { contractId },
    };
    const { currency } = await this.refusals.audited(context, record, () =>
      this.contracts.activeOfClient(clientId, contractId),
    );
    const funding = { clientId, contractId, currency, amount: BigInt(amount), paymentMethod, idempotencyKey };
    return viewAuthorization(await this.authorizations.fund(funding, context), this.clock.now());
  }

  /** Gives back what no payment has taken. Refused while payments from it are under way. */
  @Delete(':authorizationId')
  @Idempotent()
  @ApiOkResponse({
    type: AuthorizationView,
    description: 'Nothing can be paid from it any more; `voiding` until the gateway has confirmed.',
  })
  async void(
    @CurrentUser() { userId: clientId }: Principal,
    @Context() context: RequestContext,
    @Id() contractId: string,
    @Id('authorizationId') id: string,
  ): Promise<AuthorizationView> {
    const voided = await this.voiding.void(clientId, context, { contractId, id });
    return viewAuthorization(voided, this.clock.now());
  }
}
