import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { RequestContext } from '../common/http/request-context';
import { PresentedDeviceToken } from './2fa/trusted-devices/trusted-device-cookie';
import { AuthenticatedView, EnrolmentRequiredView, ValidateLoginRequest } from './auth.dto';
import { answerLoggedIn } from './logged-in-answer';
import { LoginSecondStepService } from './login-second-step.service';
import { Context, Public } from './sessions/principal';

@ApiTags('accounts and login')
@ApiExtraModels(AuthenticatedView, EnrolmentRequiredView)
@Controller('2fa')
export class LoginSecondStepController {
  constructor(private readonly secondStep: LoginSecondStepService) {}

  @Post('validate')
  @Public()
  @HttpCode(200)
  @ApiOkResponse({
    schema: {
      oneOf: [AuthenticatedView, EnrolmentRequiredView].map((view) => ({ $ref: getSchemaPath(view) })),
    },
  })
  async validate(
    @Body() request: ValidateLoginRequest,
    @Context() context: RequestContext,
    @PresentedDeviceToken() deviceToken: string | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticatedView | EnrolmentRequiredView> {
    return answerLoggedIn(reply, await this.secondStep.validate(request, context, deviceToken));
  }
}
