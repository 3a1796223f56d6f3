import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { ChallengeId } from '../../auth/2fa/challenge-header';
import { NeedsTwoFactor } from '../../auth/2fa/require-2fa.decorator';
import { Context, CurrentUser, OnlyFor, type Principal } from '../../auth/sessions/principal';
import { TextField } from '../../common/http/fields';
import { Id } from '../../common/http/id-param';
import { Idempotent } from '../../common/http/idempotent';
import { PageQuery } from '../../common/http/page';
import type { RequestContext } from '../../common/http/request-context';
import { type HoldStatus, holdStatuses } from './hold';
import { HoldLifting } from './hold-lifting.service';
import { HoldListService } from './hold-list.service';
import { AdminHoldPage, AdminHoldView } from './hold-view';

class HoldQuery extends PageQuery {
  @ApiPropertyOptional({ enum: holdStatuses })
  @IsOptional()
  @IsIn([...holdStatuses])
  status?: HoldStatus;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() clientId?: string;
}

class LiftHoldRequest {
  @TextField({ max: 500, pattern: /\S/, example: 'Called back at the number on file; the change was hers.' })
  reason: string;
}

@ApiTags('admin')
@Controller('admin/holds')
export class AdminHoldsController {
  constructor(
    private readonly holds: HoldListService,
    private readonly lifting: HoldLifting,
  ) {}

  @Get()
  @OnlyFor('admin', 'auditor')
  @ApiOkResponse({ type: AdminHoldPage })
  list(@CurrentUser() reader: Principal, @Query() query: HoldQuery): Promise<AdminHoldPage> {
    return this.holds.all(reader, query, query);
  }

  @Get(':id')
  @OnlyFor('admin', 'auditor')
  @ApiOkResponse({ type: AdminHoldView })
  read(@CurrentUser() reader: Principal, @Id() id: string): Promise<AdminHoldView> {
    return this.holds.one(reader, id);
  }

  /** Takes a challenge with purpose `admin-recovery`, spent with the lift. What nothing else stops goes on at once. */
  @Post(':id/lift')
  @HttpCode(200)
  @OnlyFor('admin')
  @NeedsTwoFactor()
  @Idempotent()
  @ApiOkResponse({ type: AdminHoldView })
  async lift(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Id() id: string,
    @Body() { reason }: LiftHoldRequest,
  ): Promise<AdminHoldView> {
    await this.lifting.lift(admin, context, id, reason, challengeId);
    return this.holds.one(admin, id);
  }
}
