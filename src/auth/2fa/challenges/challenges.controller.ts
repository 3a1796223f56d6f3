import { Body, Controller, Get, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Id } from '../../../common/http/id-param';
import type { RequestContext } from '../../../common/http/request-context';
import { notLoggedIn } from '../../sessions/not-logged-in';
import {
  Context,
  CurrentUser,
  DuringEnrolment,
  MaybeUser,
  OptionalSession,
  type Principal,
} from '../../sessions/principal';
import { OpenChallengeRequest, ResendCodeRequest, VerifyChallengeRequest } from '../2fa.dto';
import { ChallengeFlowService } from './challenge-flow.service';
import { ChallengeView } from './challenge-view';

/** All of it serves enrolment too: whoever has a factor that no longer suffices proves it to add another. */
@ApiTags('second factor')
@DuringEnrolment()
@Controller('2fa/challenges')
export class ChallengesController {
  constructor(private readonly challenges: ChallengeFlowService) {}

  @Post()
  @ApiCreatedResponse({ type: ChallengeView })
  open(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @Body() { purpose }: OpenChallengeRequest,
  ): Promise<ChallengeView> {
    return this.challenges.open(principal, context, purpose);
  }

  @Get(':id')
  @ApiOkResponse({ type: ChallengeView })
  read(@CurrentUser() principal: Principal, @Id() id: string): Promise<ChallengeView> {
    return this.challenges.read(principal, id);
  }

  @Post(':id/verify')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Repeat the protected request with X-2FA-Challenge.' })
  verify(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @Id() id: string,
    @Body() proof: VerifyChallengeRequest,
  ): Promise<void> {
    return this.challenges.verify(principal, context, id, proof);
  }

  /** Also for a half-finished login, which has a login token instead of a session. */
  @Post(':id/resend')
  @HttpCode(200)
  @OptionalSession()
  @ApiOkResponse({ type: ChallengeView })
  resend(
    @MaybeUser() principal: Principal | null,
    @Context() context: RequestContext,
    @Id() id: string,
    @Body() { loginToken, ...wish }: ResendCodeRequest,
    @Headers('authorization') authorization: string | undefined,
  ): Promise<ChallengeView> {
    if (principal) return this.challenges.resend(principal, context, id, wish);
    const token = loginToken ?? authorization?.replace(/^Bearer +/i, '');
    if (!token) throw notLoggedIn();
    return this.challenges.resendLogin(token, context, id, wish);
  }
}
