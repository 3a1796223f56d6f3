import { Controller, Delete, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Id } from '../../common/http/id-param';
import { PageQuery } from '../../common/http/page';
import type { RequestContext } from '../../common/http/request-context';
import { Context, CurrentUser, DuringEnrolment, type Principal } from './principal';
import { clearSessionCookie } from './session-cookie';
import { SessionListService } from './session-list.service';
import { SessionPage } from './session-view';

@ApiTags('accounts and login')
@Controller('auth')
export class SessionsController {
  constructor(private readonly sessions: SessionListService) {}

  @Get('sessions')
  @ApiOkResponse({ type: SessionPage })
  list(@CurrentUser() principal: Principal, @Query() query: PageQuery): Promise<SessionPage> {
    return this.sessions.list(principal, query);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async revoke(
    @CurrentUser() principal: Principal,
    @Id() id: string,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.revoke(principal, id, context);
    if (id === principal.sessionId) clearSessionCookie(reply);
  }

  @Post('logout')
  @DuringEnrolment()
  @HttpCode(204)
  @ApiNoContentResponse()
  async logout(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.logout(principal, context);
    clearSessionCookie(reply);
  }
}
