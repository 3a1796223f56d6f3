import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Context, CurrentUser, OnlyFor, type Principal } from '../../auth/sessions/principal';
import { Id } from '../../common/http/id-param';
import type { RequestContext } from '../../common/http/request-context';
import { AuditLogService } from './audit-log.service';
import { AuditEventPage, AuditEventQuery, AuditEventView } from './audit-query.dto';
import { RecordsItself } from './recorded-reads.interceptor';

@ApiTags('audit')
@OnlyFor('auditor', 'admin')
@RecordsItself()
@Controller('audit/events')
export class AuditEventsController {
  constructor(private readonly log: AuditLogService) {}

  @Get()
  @ApiOkResponse({ type: AuditEventPage, description: 'Newest first.' })
  list(
    @CurrentUser() { userId }: Principal,
    @Context() context: RequestContext,
    @Query() query: AuditEventQuery,
  ): Promise<AuditEventPage> {
    return this.log.list(userId, context, query);
  }

  @Get(':id')
  @ApiOkResponse({ type: AuditEventView })
  read(
    @CurrentUser() { userId }: Principal,
    @Context() context: RequestContext,
    @Id() id: string,
  ): Promise<AuditEventView> {
    return this.log.read(userId, context, id);
  }
}
