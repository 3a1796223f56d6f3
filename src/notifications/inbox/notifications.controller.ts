import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, type Principal } from '../../auth/sessions/principal';
import { Id } from '../../common/http/id-param';
import { NotificationInbox } from './notification-inbox.service';
import { NotificationPage, NotificationQuery } from './notification-view';

@ApiTags('notifications')
@Controller('notifications')
export class NotificationsController {
  constructor(private readonly inbox: NotificationInbox) {}

  @Get()
  @ApiOkResponse({ type: NotificationPage, description: 'Newest first.' })
  list(@CurrentUser() principal: Principal, @Query() query: NotificationQuery): Promise<NotificationPage> {
    return this.inbox.list(principal, query);
  }

  @Post('read')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'All have been read.' })
  readAll(@CurrentUser() principal: Principal): Promise<void> {
    return this.inbox.readAll(principal);
  }

  @Post(':id/read')
  @HttpCode(204)
  @ApiNoContentResponse()
  read(@CurrentUser() principal: Principal, @Id() id: string): Promise<void> {
    return this.inbox.read(principal, id);
  }
}
