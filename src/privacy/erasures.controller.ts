import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ChallengeId } from '../auth/2fa/challenges/challenge-header';
import { NeedsTwoFactor } from '../auth/2fa/require-2fa.decorator';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { Database } from '../common/database/database';
import { Id } from '../common/http/id-param';
import { Idempotent } from '../common/http/idempotent';
import { BEHIND_THE_NEWEST, PageQuery, positionOf, toPage } from '../common/http/page';
import type { RequestContext } from '../common/http/request-context';
import { ProposalList } from '../dual-control/proposal-list.service';
import { ProposalView } from '../dual-control/proposals.dto';
import { ErasureService } from './erasure.service';
import { listErasures } from './erasure-statements';
import { EraseRequest, ErasurePage } from './erasures.dto';

interface ListedErasure extends Record<string, unknown> {
  id: string;
  proposalId: string;
  openedBy: string;
  confirmedBy: string;
  erasedAt: Date;
  logErasedAt: Date | null;
}

@ApiTags('admin')
@Controller('admin')
export class ErasuresController {
  constructor(
    private readonly erasures: ErasureService,
    private readonly proposals: ProposalList,
    private readonly database: Database,
  ) {}

  /**
   * Proposes to erase a person. Takes a challenge with purpose `admin-recovery`; another admin confirms, rejects or lets it expire under
   * `/api/admin/proposals`.
   */
  @Post('users/:id/erase')
  @HttpCode(202)
  @OnlyFor('admin')
  @NeedsTwoFactor()
  @Idempotent()
  @ApiAcceptedResponse({ type: ProposalView, description: 'Nothing is erased before it is confirmed.' })
  async erase(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Id() id: string,
    @Body() justification: EraseRequest,
  ): Promise<ProposalView> {
    const proposalId = await this.erasures.open(admin, context, id, justification, challengeId);
    return this.proposals.one(admin, proposalId);
  }

  @Get('erasures')
  @OnlyFor('admin', 'auditor')
  @ApiOkResponse({ type: ErasurePage, description: 'Who was erased, as identifiers.' })
  async list(@Query() query: PageQuery): Promise<ErasurePage> {
    const values = [positionOf(query) ?? BEHIND_THE_NEWEST, query.limit + 1];
    const found = await this.database.rows<ListedErasure>(listErasures, values);
    return toPage(found, query.limit, ({ erasedAt, logErasedAt, ...erasure }) => ({
      ...erasure,
      erasedAt: erasedAt.toISOString(),
      logErasedAt: logErasedAt?.toISOString() ?? null,
    }));
  }
}
