import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { Id } from '../common/http/id-param';
import type { RequestContext } from '../common/http/request-context';
import { MilestoneService } from './milestone.service';
import { MilestoneView } from './milestone-view';
import { EditMilestoneRequest, MilestonePage, MilestoneQuery } from './milestones.dto';

@ApiTags('milestones')
@Controller('milestones')
export class MilestonesController {
  constructor(private readonly milestones: MilestoneService) {}

  @Get()
  @ApiOkResponse({ type: MilestonePage })
  list(@CurrentUser() party: Principal, @Query() query: MilestoneQuery): Promise<MilestonePage> {
    return this.milestones.list(party, query, query);
  }

  @Get(':id')
  @ApiOkResponse({ type: MilestoneView })
  read(@CurrentUser() { userId }: Principal, @Id() id: string): Promise<MilestoneView> {
    return this.milestones.read(userId, id);
  }

  /** Raises `version` and voids a running approval. */
  @Patch(':id')
  @OnlyFor('client')
  @ApiOkResponse({ type: MilestoneView })
  edit(
    @CurrentUser() { userId }: Principal,
    @Context() context: RequestContext,
    @Id() id: string,
    @Body() { amount, ...edit }: EditMilestoneRequest,
  ): Promise<MilestoneView> {
    return this.milestones.edit(userId, context, id, {
      ...edit,
      ...(amount === undefined ? {} : { amount: BigInt(amount) }),
    });
  }

  @Post(':id/submit')
  @HttpCode(200)
  @OnlyFor('payee')
  @ApiOkResponse({ type: MilestoneView })
  submit(
    @CurrentUser() { userId }: Principal,
    @Context() context: RequestContext,
    @Id() id: string,
  ): Promise<MilestoneView> {
    return this.milestones.submit(userId, context, id);
  }
}
