import { Body, Controller, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../common/http/request-context';
import { ChangeProfileRequest, MeView, meView } from './profile.dto';
import { ProfileService } from './profile.service';
import { Context, CurrentUser, type Principal } from './sessions/principal';

@ApiTags('accounts and login')
@Controller('auth/me')
export class ProfileController {
  constructor(private readonly profiles: ProfileService) {}

  @Patch()
  @ApiOkResponse({ type: MeView })
  async change(
    @CurrentUser() principal: Principal,
    @Body() { timeZone }: ChangeProfileRequest,
    @Context() context: RequestContext,
  ): Promise<MeView> {
    await this.profiles.changeTimeZone(context, principal.userId, timeZone);
    return meView({ ...principal, timeZone });
  }
}
