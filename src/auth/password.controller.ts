import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../common/http/request-context';
import { ChangePasswordRequest, ConfirmPasswordResetRequest, RequestPasswordResetRequest } from './auth.dto';
import { PasswordService } from './password.service';
import { PasswordResetService } from './password-reset.service';
import { Context, CurrentUser, DuringEnrolment, type Principal, Public } from './sessions/principal';

@ApiTags('accounts and login')
@Controller('auth')
export class PasswordController {
  constructor(
    private readonly passwords: PasswordService,
    private readonly resets: PasswordResetService,
  ) {}

  @Post('password')
  @DuringEnrolment()
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'All other sessions have ended.' })
  change(
    @CurrentUser() principal: Principal,
    @Body() request: ChangePasswordRequest,
    @Context() context: RequestContext,
  ): Promise<void> {
    return this.passwords.change(principal, request, context);
  }

  @Post('password-reset')
  @Public()
  @HttpCode(202)
  @ApiAcceptedResponse({ description: 'If there is such an account, a link is on its way.' })
  requestReset(
    @Body() { email }: RequestPasswordResetRequest,
    @Context() context: RequestContext,
  ): Promise<void> {
    return this.resets.request(email, context);
  }

  @Post('password-reset/confirm')
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'The password is set and all sessions have ended. Log in.' })
  confirmReset(
    @Body() { token, newPassword }: ConfirmPasswordResetRequest,
    @Context() context: RequestContext,
  ): Promise<void> {
    return this.resets.confirm(token, newPassword, context);
  }
}
