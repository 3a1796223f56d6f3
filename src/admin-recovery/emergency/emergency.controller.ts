import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ChallengeId } from '../../auth/2fa/challenges/challenge-header';
import { NeedsTwoFactor } from '../../auth/2fa/require-2fa.decorator';
import { Context, CurrentUser, OnlyFor, type Principal } from '../../auth/sessions/principal';
import { Id } from '../../common/http/id-param';
import { Idempotent } from '../../common/http/idempotent';
import type { RequestContext } from '../../common/http/request-context';
import { ProposalList } from '../../dual-control/proposal-list.service';
import { ProposalView } from '../../dual-control/proposals.dto';
import { accountFrom } from '../admin-recovery.controller';
import { OpenRecoveryRequest } from '../recovery.dto';
import { CloseEmergencyRequest, EmergencyPage, EmergencyQuery, EmergencyView } from './emergency.dto';
import { EmergencyAccesses } from './emergency-access.service';
import { EmergencyReports } from './emergency-reports.service';

@ApiTags('admin')
@Controller('admin/emergency-accesses')
export class EmergencyController {
  constructor(
    private readonly accesses: EmergencyAccesses,
    private readonly reports: EmergencyReports,
    private readonly proposals: ProposalList,
  ) {}

  /** Takes effect when another admin confirms it, see `/api/admin/proposals`: a link goes to the owner at once. */
  @Post()
  @HttpCode(202)
  @OnlyFor('admin')
  @NeedsTwoFactor()
  @Idempotent()
  @ApiAcceptedResponse({ type: ProposalView })
  async propose(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Body() { userId, email, ...why }: OpenRecoveryRequest,
  ): Promise<ProposalView> {
    const account = accountFrom({ userId, email });
    return this.proposals.one(admin, await this.accesses.propose(admin, context, account, why, challengeId));
  }

  @Get()
  @OnlyFor('admin', 'auditor')
  @ApiOkResponse({ type: EmergencyPage, description: 'Those that were given, newest first.' })
  list(@CurrentUser() reader: Principal, @Query() query: EmergencyQuery): Promise<EmergencyPage> {
    return this.reports.list(reader, query);
  }

  @Get(':id')
  @OnlyFor('admin', 'auditor')
  @ApiOkResponse({ type: EmergencyView })
  read(@CurrentUser() reader: Principal, @Id() id: string): Promise<EmergencyView> {
    return this.reports.one(reader, id);
  }

  /** By an admin who had no part in it. */
  @Post(':id/close')
  @HttpCode(200)
  @OnlyFor('admin')
  @NeedsTwoFactor()
  @Idempotent()
  @ApiOkResponse({ type: EmergencyView })
  async close(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Id() id: string,
    @Body() { justification }: CloseEmergencyRequest,
  ): Promise<EmergencyView> {
    await this.reports.close(admin, context, id, justification, challengeId);
    return this.reports.one(admin, id);
  }
}
