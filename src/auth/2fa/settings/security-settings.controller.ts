import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../common/http/request-context';
import { toJsonAmount } from '../../../common/money';
import { Context, CurrentUser, type Principal } from '../../sessions/principal';
import { SecuritySettingsRequest, SecuritySettingsView } from '../2fa.dto';
import { ChallengeId } from '../challenges/challenge-header';
import { AcceptsTwoFactor } from '../require-2fa.decorator';
import type { SecuritySettings } from './security-settings';
import { SecuritySettingsService } from './security-settings.service';

@ApiTags('second factor')
@Controller('security-settings')
export class SecuritySettingsController {
  constructor(private readonly settings: SecuritySettingsService) {}

  @Get()
  @ApiOkResponse({ type: SecuritySettingsView })
  async read(@CurrentUser() { userId }: Principal): Promise<SecuritySettingsView> {
    return view(await this.settings.read(userId));
  }

  /** Fields that are left out stay as they are. */
  @Put()
  @AcceptsTwoFactor()
  @ApiOkResponse({ type: SecuritySettingsView })
  async change(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Body() { threshold, ...rest }: SecuritySettingsRequest,
  ): Promise<SecuritySettingsView> {
    const change = { ...rest, threshold: typeof threshold === 'number' ? BigInt(threshold) : threshold };
    return view(await this.settings.change(principal, context, change, challengeId));
  }
}

function view({ threshold, ...rest }: SecuritySettings): SecuritySettingsView {
  return { ...rest, threshold: toJsonAmount(threshold) };
}
