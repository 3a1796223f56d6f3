import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { Id } from '../common/http/id-param';
import { PageQuery } from '../common/http/page';
import type { RequestContext } from '../common/http/request-context';
import { ContractService } from './contract.service';
import { ContractView } from './contract-view';
import { MilestoneService } from './milestone.service';
import { MilestoneView } from './milestone-view';
import { ContractPage, CreateContractRequest, CreateMilestoneRequest } from './milestones.dto';

@ApiTags('contracts')
@Controller('contracts')
export class ContractsController {
  constructor(
    private readonly contracts: ContractService,
    private readonly milestones: MilestoneService,
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
}
