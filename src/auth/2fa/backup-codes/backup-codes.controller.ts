import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../common/http/request-context';
import { Context, CurrentUser, type Principal } from '../../sessions/principal';
import { BothProofsRequest, SavedCodesView } from '../2fa.dto';
import { BackupCodeRenewal } from './backup-code-renewal.service';

@ApiTags('second factor')
@Controller('2fa/backup-codes')
export class BackupCodesController {
  constructor(private readonly renewal: BackupCodeRenewal) {}

  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: SavedCodesView, description: 'The old codes are void.' })
  renew(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @Body() proofs: BothProofsRequest,
  ): Promise<SavedCodesView> {
    return this.renewal.renew(principal, context, proofs);
  }
}
