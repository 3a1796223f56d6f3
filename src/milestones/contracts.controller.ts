import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { Id } from '../common/http/id-param';
import { IdempotencyKey, Idempotent } from '../common/http/idempotent';
import { PageQuery } from '../common/http/page';
import type { RequestContext } from '../common/http/request-context';
import { toJsonAmount } from '../common/money';
import { AuthorizationService } from '../payments/authorization.service';
import { ContractService } from './contract.service';
import { ContractView } from './contract-view';
import { MilestoneService } from './milestone.service';
import { MilestoneView } from './milestone-view';
import {
  AuthorizationView,
  ContractPage,
  CreateContractRequest,
  CreateMilestoneRequest,
  FundAuthorizationRequest,
} from './milestones.dto';

@ApiTags('contracts')
@Controller('contracts')
export class ContractsController {
  constructor(
    private readonly contracts: ContractService,
    private readonly milestones: MilestoneService,
    private readonly authorizations: AuthorizationService,
  ) {}

  @Post()
  @OnlyFor('client')
  @ApiCreatedResponse({ type: ContractView })
  create(
    @CurrentUser() client: Principal,
    @Context() context: RequestContext,
    @Body() contract: CreateContractRequest,
  ): Promise<ContractView> {
    return this.contracts.create(client, context, contract);
  }

  @Get()
  @ApiOkResponse({ type: ContractPage })
  list(@CurrentUser() party: Principal, @Query() query: PageQuery): Promise<ContractPage> {
    return this.contracts.list(party, query);
  }

  @Get(':id')
  @ApiOkResponse({ type: ContractView })
  read(@CurrentUser() { userId }: Principal, @Id() id: string): Promise<ContractView> {
    return this.contracts.read(userId, id);
  }

  @Post(':id/milestones')
  @OnlyFor('client')
  @ApiCreatedResponse({ type: MilestoneView })
  addMilestone(
    @CurrentUser() { userId }: Principal,
    @Context() context: RequestContext,
    @Id() id: string,
    @Body() { amount, ...milestone }: CreateMilestoneRequest,
  ): Promise<MilestoneView> {
    return this.milestones.create(userId, context, id, { ...milestone, amount: BigInt(amount) });
  }

  @Post(':id/authorizations')
  @OnlyFor('client')
  @Idempotent()
  @ApiCreatedResponse({ type: AuthorizationView, description: 'The money is held at the gateway.' })
  async fund(
    @CurrentUser() { userId: clientId }: Principal,
    @Context() context: RequestContext,
    @IdempotencyKey() idempotencyKey: string,
    @Id() contractId: string,
    @Body() { amount, paymentMethod }: FundAuthorizationRequest,
  ): Promise<AuthorizationView> {
    const { currency } = await this.contracts.ofClient(clientId, contractId);
    const funding = { clientId, contractId, currency, amount: BigInt(amount), paymentMethod, idempotencyKey };
    const { id, status, remaining, expiresAt } = await this.authorizations.fund(funding, context);
    return {
      id,
      status,
      amount,
      remaining: toJsonAmount(remaining),
      currency,
      expiresAt: expiresAt?.toISOString() ?? '',
    };
  }
}
