import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, OnlyFor, type Principal } from '../../auth/sessions/principal';
import { PageQuery } from '../../common/http/page';
import { HoldListService } from './hold-list.service';
import { HoldPage } from './hold-view';

@ApiTags('payments')
@OnlyFor('client')
@Controller('holds')
export class HoldsController {
  constructor(private readonly holds: HoldListService) {}

  /** What stops, or has stopped, the client's payments; the newest first. */
  @Get()
  @ApiOkResponse({ type: HoldPage })
  list(@CurrentUser() { userId }: Principal, @Query() query: PageQuery): Promise<HoldPage> {
    return this.holds.ofClient(userId, query);
  }
}
