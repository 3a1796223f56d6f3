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
  LoginRequest,
  MeView,
  RegisteredView,
  RegisterRequest,
  TwoFactorRequiredView,
  VerifyEmailRequest,
} from './auth.dto';
import { EmailVerificationService } from './email-verification.service';
import { answerLoggedIn } from './logged-in-answer';
import { LoginService } from './login.service';
import { RegistrationService } from './registration.service';
import { Context, CurrentUser, type Principal, Public } from './sessions/principal';

@ApiTags('accounts and login')
@ApiExtraModels(AuthenticatedView, TwoFactorRequiredView)
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
      oneOf: [{ $ref: getSchemaPath(AuthenticatedView) }, { $ref: getSchemaPath(TwoFactorRequiredView) }],
    },
  })
  async login(
    @Body() { email, password, transport = 'bearer' }: LoginRequest,
    @Context() context: RequestContext,
    @PresentedDeviceToken() deviceToken: string | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthenticatedView | TwoFactorRequiredView> {
    const outcome = await this.logins.login({ email, password, transport, deviceToken }, context);
    return outcome.status === 'authenticated' ? answerLoggedIn(reply, outcome) : outcome;
  }

  @Get('me')
  @ApiOkResponse({ type: MeView })
  me(@CurrentUser() { userId: id, email, name, accountType, secondFactorAt }: Principal): MeView {
    return { id, email, name, accountType, secondFactorAt: secondFactorAt?.toISOString() ?? null };
  }
}
