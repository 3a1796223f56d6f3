import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { RequestContext } from '../common/http/request-context';
import { PresentedDeviceToken } from './2fa/trusted-devices/trusted-device-cookie';
import {
  AuthenticatedView,
  EnrolmentRequiredView,
  LoginRequest,
  RegisteredView,
  RegisterRequest,
  TwoFactorRequiredView,
  VerifyEmailRequest,
} from './auth.dto';
import { EmailVerificationService } from './email-verification.service';
import { answerLoggedIn } from './logged-in-answer';
import { LoginService } from './login.service';
import { MeView, meView } from './profile.dto';
import { RegistrationService } from './registration.service';
import { Context, CurrentUser, DuringEnrolment, type Principal, Public } from './sessions/principal';

@ApiTags('accounts and login')
@ApiExtraModels(AuthenticatedView, EnrolmentRequiredView, TwoFactorRequiredView)
@Controller('auth')
export class AuthController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly verification: EmailVerificationService,
    private readonly logins: LoginService,
  ) {}

  @Post('register')
  @Public()
  @ApiCreatedResponse({ type: RegisteredView })
  async register(
    @Body() request: RegisterRequest,
    @Context() context: RequestContext,
  ): Promise<RegisteredView> {
    await this.registration.register(request, context);
    return { email: request.email };
  }

  @Post('verify-email')
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  verifyEmail(
    @Body() { email, code }: VerifyEmailRequest,
    @Context() context: RequestContext,
  ): Promise<void> {
    return this.verification.verify(email, code, context);
  }

  @Post('login')
  @Public()
  @HttpCode(200)
  @ApiOkResponse({
    schema: {
      oneOf: [AuthenticatedView, TwoFactorRequiredView, EnrolmentRequiredView].map((view) => ({
        $ref: getSchemaPath(view),
      })),
    },
  })
  async login(
    @Body() { email, password, transport = 'bearer' }: LoginRequest,
    @Context() context: RequestContext,
    @PresentedDeviceToken() deviceToken: string | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticatedView | EnrolmentRequiredView | TwoFactorRequiredView> {
    const outcome = await this.logins.login({ email, password, transport, deviceToken }, context);
    return outcome.status === 'logged_in' ? answerLoggedIn(reply, outcome) : outcome;
  }

  @Get('me')
  @DuringEnrolment()
  @ApiOkResponse({ type: MeView })
  me(@CurrentUser() principal: Principal): MeView {
    return meView(principal);
  }
}
