import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../common/http/request-context';
import { ChallengeId } from '../2fa/challenges/challenge-header';
import { AcceptsTwoFactor } from '../2fa/require-2fa.decorator';
import { Context, CurrentUser, type Principal } from '../sessions/principal';
import { ChangeEmailRequest, ConfirmEmailRequest, EmailChangeView } from './email-change.dto';
import { EmailChangeService } from './email-change.service';
import { EmailChangeRequests } from './email-change-request.service';

@ApiTags('accounts and login')
@Controller('auth/email')
export class EmailChangeController {
  constructor(
    private readonly requests: EmailChangeRequests,
    private readonly changes: EmailChangeService,
  ) {}

  /** Who has a second factor spends a challenge with purpose `change-email`, which a code by e-mail cannot answer. */
  @Post()
  @HttpCode(202)
  @AcceptsTwoFactor()
  @ApiAcceptedResponse({
    type: EmailChangeView,
    description: 'A code is on its way, or the notice that the address belongs to an account.',
  })
  async request(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Body() { newEmail, password }: ChangeEmailRequest,
  ): Promise<EmailChangeView> {
    const wanted = { newEmail, password, challengeId };
    const asked = await this.requests.request(principal, context, wanted);
    return { newEmail: asked.newEmail, expiresAt: asked.expiresAt.toISOString() };
  }

  /** In the session that asked for it. Other sessions end, no device is trusted any more, open challenges are void. */
  @Post('confirm')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'The account has the new address.' })
  confirm(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @Body() { code }: ConfirmEmailRequest,
  ): Promise<void> {
    return this.changes.confirm(principal, code, context);
  }
}
