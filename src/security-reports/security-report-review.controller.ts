import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ChallengeId } from '../auth/2fa/challenges/challenge-header';
import { NeedsTwoFactor } from '../auth/2fa/require-2fa.decorator';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { Id } from '../common/http/id-param';
import type { RequestContext } from '../common/http/request-context';
import { SecurityReportReview } from './security-report-review.service';
import { CloseReportRequest, SecurityReportPage, SecurityReportQuery } from './security-reports.dto';

@ApiTags('admin')
@Controller('admin/security-reports')
export class SecurityReportReviewController {
  constructor(private readonly review: SecurityReportReview) {}

  @Get()
  @OnlyFor('admin', 'auditor')
  @ApiOkResponse({ type: SecurityReportPage, description: 'Newest first.' })
  list(@Query() query: SecurityReportQuery): Promise<SecurityReportPage> {
    return this.review.list(query);
  }

  /** Takes a challenge with purpose `admin-recovery`, and an admin whose own account it is not about. */
  @Post(':id/close')
  @OnlyFor('admin')
  @NeedsTwoFactor()
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Holds stay until they are lifted.' })
  close(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Id() id: string,
    @Body() { note }: CloseReportRequest,
  ): Promise<void> {
    return this.review.close(principal, context, id, note, challengeId);
  }
}
