import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiExtraModels, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { normalizeRecoveryCode } from '../auth/2fa/backup-codes/backup-code';
import { type AuthenticatedView, EnrolmentRequiredView } from '../auth/auth.dto';
import { answerLoggedIn } from '../auth/logged-in-answer';
import { Context, CurrentUser, DuringEnrolment, type Principal, Public } from '../auth/sessions/principal';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import {
  AcceptedView,
  CompleteRecoveryRequest,
  OwnRecoveryView,
  RecoveryStateView,
  RecoveryTokenRequest,
  RequestRecoveryRequest,
  VetoedView,
} from './recovery.dto';
import { RecoveryCompletion } from './recovery-completion.service';
import { RecoveryList } from './recovery-list.service';
import { RecoveryRequests } from './recovery-requests.service';
import { RecoveryVeto } from './recovery-veto.service';

@ApiTags('recovery')
@ApiExtraModels(EnrolmentRequiredView)
@Controller('recovery')
export class RecoveryController {
  constructor(
    private readonly requests: RecoveryRequests,
    private readonly vetoes: RecoveryVeto,
    private readonly completion: RecoveryCompletion,
    private readonly list: RecoveryList,
  ) {}

  /** Asks for a way back into an account whose second factors are lost. The same answer for any address. */
  @Post('requests')
  @Public()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: AcceptedView })
  async request(
    @Body() { email, reason, recoveryCode }: RequestRecoveryRequest,
    @Context() context: RequestContext,
  ): Promise<AcceptedView> {
    const code = recoveryCode === undefined ? null : recoveryCodeFrom(recoveryCode);
    await this.requests.request({ email, reason, recoveryCode: code }, context);
    return { status: 'accepted' };
  }

  @Get('requests/current')
  @DuringEnrolment()
  @ApiOkResponse({
    type: OwnRecoveryView,
    description: 'Your newest, over or not; 404 when there never was one.',
  })
  current(@CurrentUser() principal: Principal): Promise<OwnRecoveryView> {
    return this.list.own(principal);
  }

  /** How far it is, for whoever holds the link that stops it. */
  @Post('requests/status')
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ type: RecoveryStateView })
  status(@Body() { token }: RecoveryTokenRequest): Promise<RecoveryStateView> {
    return this.list.byToken(token);
  }

  /** Stops a recovery, at any stage and without a login. */
  @Post('veto')
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ type: VetoedView })
  async veto(
    @Body() { token }: RecoveryTokenRequest,
    @Context() context: RequestContext,
  ): Promise<VetoedView> {
    const { vetoedAt } = await this.vetoes.veto(token, context);
    return { status: 'vetoed', vetoedAt: vetoedAt.toISOString() };
  }

  /** Opens, once, a session that may only set up a new factor. All others end, and payments wait. */
  @Post('complete')
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ type: EnrolmentRequiredView })
  async complete(
    @Body() { token, transport = 'bearer' }: CompleteRecoveryRequest,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticatedView | EnrolmentRequiredView> {
    return answerLoggedIn(reply, await this.completion.complete(token, transport, context));
  }
}

function recoveryCodeFrom(typed: string): string {
  const code = normalizeRecoveryCode(typed);
  if (code) return code;
  const errors = [{ pointer: '/recoveryCode', detail: 'must be 16 letters and digits' }];
  throw new DomainError('validation-failed', { errors });
}
