import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Id } from '../../common/http/id-param';
import type { RequestContext } from '../../common/http/request-context';
import { Context, CurrentUser, DuringEnrolment, type Principal } from '../sessions/principal';
import { setSessionCookie } from '../sessions/session-cookie';
import {
  BothProofsRequest,
  ChangeFactorRequest,
  FactorActivatedView,
  FactorView,
  SetupFactorRequest,
  SetupPasskeyView,
  SetupSentView,
  SetupTotpView,
  TwoFactorStatusView,
  VerifyFactorRequest,
} from './2fa.dto';
import { ChallengeId } from './challenges/challenge-header';
import { EnrolmentService } from './factors/enrolment.service';
import { FactorActivationService } from './factors/factor-activation.service';
import { FactorPreferenceService } from './factors/factor-preference.service';
import { FactorRemovalService } from './factors/factor-removal.service';
import { TwoFactorStatusService } from './factors/two-factor-status.service';
import { AcceptsTwoFactor, RequireTwoFactor } from './require-2fa.decorator';
import { PasskeyEnrolment } from './webauthn/passkey-enrolment.service';

@ApiTags('second factor')
@ApiExtraModels(SetupTotpView, SetupSentView, SetupPasskeyView)
@Controller('2fa')
export class TwoFactorController {
  constructor(
    private readonly statuses: TwoFactorStatusService,
    private readonly enrolment: EnrolmentService,
    private readonly passkeys: PasskeyEnrolment,
    private readonly activation: FactorActivationService,
    private readonly removal: FactorRemovalService,
    private readonly preferences: FactorPreferenceService,
  ) {}

  @Get('status')
  @DuringEnrolment()
  @ApiOkResponse({ type: TwoFactorStatusView })
  status(@CurrentUser() principal: Principal): Promise<TwoFactorStatusView> {
    return this.statuses.read(principal);
  }

  @Post('setup')
  @DuringEnrolment()
  @AcceptsTwoFactor()
  @ApiCreatedResponse({
    schema: {
      oneOf: [SetupTotpView, SetupSentView, SetupPasskeyView].map((view) => ({ $ref: getSchemaPath(view) })),
    },
  })
  setup(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Body() { method, label, phone, consent }: SetupFactorRequest,
  ): Promise<SetupTotpView | SetupSentView | SetupPasskeyView> {
    const request = { label, challengeId };
    switch (method) {
      case 'webauthn':
        return this.passkeys.setUp(principal, context, request);
      case 'totp':
        return this.enrolment.setUpTotp(principal, context, request);
      case 'sms':
        return this.enrolment.setUpSms(principal, context, { ...request, phone, consent });
      case 'email':
        return this.enrolment.setUpEmail(principal, context, request);
    }
  }

  @Post('verify')
  @DuringEnrolment()
  @HttpCode(200)
  @ApiOkResponse({ type: FactorActivatedView })
  async verify(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @Body() { factorId, ...proof }: VerifyFactorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FactorActivatedView> {
    const { session, codes } = await this.activation.activate(principal, context, factorId, proof);
    const { token, expiresAt, transport } = session;
    const answer = { enabled: true, expiresAt: expiresAt.toISOString(), ...codes } as const;
    if (transport === 'bearer') return { ...answer, token };
    setSessionCookie(reply, token, expiresAt);
    return answer;
  }

  @Post('disable')
  @HttpCode(204)
  @ApiNoContentResponse()
  disable(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @Body() proofs: BothProofsRequest,
  ): Promise<void> {
    return this.removal.disable(principal, context, proofs);
  }

  /** A preference takes a challenge with purpose `manage-factors`; a name needs none. */
  @Patch('factors/:id')
  @AcceptsTwoFactor()
  @ApiOkResponse({ type: FactorView })
  async changeFactor(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @Id() id: string,
    @ChallengeId() challengeId: string | null,
    @Body() request: ChangeFactorRequest,
  ): Promise<FactorView> {
    await this.preferences.change(principal, context, id, { ...request, challengeId });
    return this.statuses.readFactor(principal, id);
  }

  @Delete('factors/:id')
  @HttpCode(204)
  @RequireTwoFactor('manage-factors')
  @ApiNoContentResponse()
  removeFactor(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @Id() id: string,
  ): Promise<void> {
    return this.removal.removeOne(principal, context, id);
  }
}
