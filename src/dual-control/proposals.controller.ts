import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ChallengeId } from '../auth/2fa/challenges/challenge-header';
import { NeedsTwoFactor } from '../auth/2fa/require-2fa.decorator';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { Id } from '../common/http/id-param';
import { Idempotent } from '../common/http/idempotent';
import type { RequestContext } from '../common/http/request-context';
import { ProposalDecisions } from './proposal-decisions.service';
import { ProposalList } from './proposal-list.service';
import { ProposalPage, ProposalQuery, ProposalView, TurnDownProposalRequest } from './proposals.dto';

@ApiTags('admin')
@Controller('admin/proposals')
export class ProposalsController {
  constructor(
    private readonly proposals: ProposalList,
    private readonly decisions: ProposalDecisions,
  ) {}

  @Get()
  @OnlyFor('admin', 'auditor')
  @ApiOkResponse({ type: ProposalPage, description: 'Newest first.' })
  list(@CurrentUser() reader: Principal, @Query() query: ProposalQuery): Promise<ProposalPage> {
    return this.proposals.list(reader, query);
  }

  @Get(':id')
  @OnlyFor('admin', 'auditor')
  @ApiOkResponse({ type: ProposalView })
  read(@CurrentUser() reader: Principal, @Id() id: string): Promise<ProposalView> {
    return this.proposals.one(reader, id);
  }

  /** By another admin than the one who made it and the one it is about. What it says is done with the answer. */
  @Post(':id/confirm')
  @HttpCode(200)
  @OnlyFor('admin')
  @NeedsTwoFactor()
  @Idempotent()
  @ApiOkResponse({ type: ProposalView })
  async confirm(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Id() id: string,
  ): Promise<ProposalView> {
    await this.decisions.confirm(admin, context, id, challengeId);
    return this.proposals.one(admin, id);
  }

  /** By whoever made it: withdraws it. */
  @Post(':id/reject')
  @HttpCode(200)
  @OnlyFor('admin')
  @NeedsTwoFactor()
  @Idempotent()
  @ApiOkResponse({ type: ProposalView })
  async reject(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Id() id: string,
    @Body() { reason }: TurnDownProposalRequest,
  ): Promise<ProposalView> {
    await this.decisions.turnDown(admin, context, id, reason, challengeId);
    return this.proposals.one(admin, id);
  }
}
