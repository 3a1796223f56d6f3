import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ChallengeId } from '../auth/2fa/challenges/challenge-header';
import { NeedsTwoFactor } from '../auth/2fa/require-2fa.decorator';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { DomainError } from '../common/domain-error';
import { Id } from '../common/http/id-param';
import { Idempotent } from '../common/http/idempotent';
import type { RequestContext } from '../common/http/request-context';
import {
  OpenRecoveryRequest,
  RecoveryPage,
  RecoveryQuery,
  RecoveryView,
  ReviewRecoveryRequest,
} from './recovery.dto';
import { RecoveryList } from './recovery-list.service';
import { RecoveryReview, type WantedAccount } from './recovery-review.service';

@ApiTags('admin')
@Controller('admin/recovery-requests')
export class AdminRecoveryController {
  constructor(
    private readonly recoveries: RecoveryList,
    private readonly review: RecoveryReview,
  ) {}

  @Get()
  @OnlyFor('admin', 'auditor')
  @ApiOkResponse({ type: RecoveryPage, description: 'Newest first.' })
  list(@CurrentUser() reader: Principal, @Query() query: RecoveryQuery): Promise<RecoveryPage> {
    return this.recoveries.list(reader, query);
  }

  @Get(':id')
  @OnlyFor('admin', 'auditor')
  @ApiOkResponse({ type: RecoveryView })
  read(@CurrentUser() reader: Principal, @Id() id: string): Promise<RecoveryView> {
    return this.recoveries.one(reader, id);
  }

  /** For somebody who has called. Another admin reviews it. */
  @Post()
  @OnlyFor('admin')
  @NeedsTwoFactor()
  @Idempotent()
  @ApiCreatedResponse({ type: RecoveryView })
  async open(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Body() { userId, email, ...why }: OpenRecoveryRequest,
  ): Promise<RecoveryView> {
    const account = accountFrom({ userId, email });
    return this.recoveries.one(admin, await this.review.open(admin, context, account, why, challengeId));
  }

  /** Not by whoever opened it, nor by whom it is about. The cooling-off begins. */
  @Post(':id/approve')
  @HttpCode(200)
  @OnlyFor('admin')
  @NeedsTwoFactor()
  @Idempotent()
  @ApiOkResponse({ type: RecoveryView })
  async approve(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Id() id: string,
    @Body() { reason }: ReviewRecoveryRequest,
  ): Promise<RecoveryView> {
    await this.review.approve(admin, context, id, reason ?? null, challengeId);
    return this.recoveries.one(admin, id);
  }

  /** Also of one that was approved, until its link is used. */
  @Post(':id/reject')
  @HttpCode(200)
  @OnlyFor('admin')
  @NeedsTwoFactor()
  @Idempotent()
  @ApiOkResponse({ type: RecoveryView })
  async reject(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Id() id: string,
    @Body() { reason }: ReviewRecoveryRequest,
  ): Promise<RecoveryView> {
    await this.review.reject(admin, context, id, reason ?? null, challengeId);
    return this.recoveries.one(admin, id);
  }
}

/** @throws validation-failed */
export function accountFrom({ userId, email }: WantedAccount): WantedAccount {
  if ((userId === undefined) !== (email === undefined))
    return { userId, ...(email === undefined ? {} : { email: email.toLowerCase() }) };
  const errors = [{ pointer: '/userId', detail: 'send either userId or email' }];
  throw new DomainError('validation-failed', { errors });
}
