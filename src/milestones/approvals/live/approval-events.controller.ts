import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentUser, OnlyFor, type Principal } from '../../../auth/sessions/principal';
import { Id } from '../../../common/http/id-param';
import { LiveStreams } from './live-streams.service';

@ApiTags('approvals')
@OnlyFor('client')
@Controller('milestones/approvals')
export class ApprovalEventsController {
  constructor(private readonly streams: LiveStreams) {}

  /**
   * How delivery of the code, verification and payments come along, as they happen. Begins with `snapshot`, goes on with
   * `delivery`, `verification` and `payment`, ends with `end` and its reason: `final`, `time` (ten minutes), `session`,
   * `shutdown`. Reading the approval itself from time to time tells the same.
   */
  @Get(':id/events')
  @ApiProduces('text/event-stream')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The id of the last event seen: when nothing has changed since, no snapshot is sent.',
    schema: { type: 'string', maxLength: 100 },
  })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async events(
    @CurrentUser() client: Principal,
    @Id() id: string,
    @Headers('last-event-id') knownVersion: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { body } = await this.streams.view(client, id, knownVersion ?? null);
    reply.header('Content-Type', 'text/event-stream; charset=utf-8').header('Cache-Control', 'no-store');
    // Proxies that gather answers before they pass them on would hold the events back.
    reply.header('X-Accel-Buffering', 'no').send(body);
  }
}
