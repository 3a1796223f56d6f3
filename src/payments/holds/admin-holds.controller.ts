import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { ChallengeId } from '../../auth/2fa/challenges/challenge-header';
import { NeedsTwoFactor } from '../../auth/2fa/require-2fa.decorator';
import { Context, CurrentUser, OnlyFor, type Principal } from '../../auth/sessions/principal';
import { DomainError } from '../../common/domain-error';
import { IdField, TextField } from '../../common/http/fields';
import { Id } from '../../common/http/id-param';
import { Idempotent } from '../../common/http/idempotent';
import { PageQuery } from '../../common/http/page';
import type { RequestContext } from '../../common/http/request-context';
import { TimeField } from '../../common/http/time-field';
import { type HoldStatus, holdStatuses } from './hold';
import { HoldLifting } from './hold-lifting.service';
import { HoldListService } from './hold-list.service';
import { HoldPlacing, type HoldTarget } from './hold-placing.service';
import { AdminHoldPage, AdminHoldView, PlacedHoldView } from './hold-view';

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

class PlaceHoldRequest {
  @IdField({ optional: true, description: 'Stops whatever this client pays.' }) clientId?: string;
  @IdField({ optional: true, description: 'Stops the payments of this approval.' }) approvalId?: string;
  @IdField({ optional: true, description: 'Stops this payment.' }) paymentId?: string;
  @TextField({
    max: 500,
    pattern: /\S/,
    example: 'Their bank called about the card.',
    description: 'For other admins and auditors; the client and the payee do not see it.',
  })
  reason: string;
  @TimeField('When it ends by itself, within 90 days; absent: when another admin lifts it.')
  until?: Date;
}

@ApiTags('admin')
@Controller('admin/holds')
export class AdminHoldsController {
  constructor(
    private readonly holds: HoldListService,
    private readonly lifting: HoldLifting,
    private readonly placing: HoldPlacing,
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

  /**
   * Stops payments of a client, an approval or one payment: name one of them. Takes a challenge with purpose `admin-recovery`. Who
   * places a hold cannot lift it.
   */
  @Post()
  @OnlyFor('admin')
  @NeedsTwoFactor()
  @Idempotent()
  @ApiCreatedResponse({ type: PlacedHoldView })
  async place(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Body() { reason: note, until, ...target }: PlaceHoldRequest,
  ): Promise<PlacedHoldView> {
    const wanted = { target: onlyTarget(target), note, until: until ?? null };
    const { id, paymentsUnderWay } = await this.placing.place(admin, context, wanted, challengeId);
    return { ...(await this.holds.one(admin, id)), paymentsUnderWay };
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

function onlyTarget(target: Pick<PlaceHoldRequest, 'clientId' | 'approvalId' | 'paymentId'>): HoldTarget {
  const named = Object.entries(target).filter(([, id]) => id !== undefined);
  if (named.length !== 1)
    throw new DomainError('validation-failed', {
      errors: [{ pointer: '', detail: 'name exactly one of clientId, approvalId, paymentId' }],
    });
  return Object.fromEntries(named) as HoldTarget;
}
