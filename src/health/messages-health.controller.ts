import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { OnlyFor } from '../auth/sessions/principal';
import { MessagingHealthService } from '../messaging/messaging-health.service';
import { MessagesHealthView } from './messages-health.dto';

@ApiTags('admin')
@OnlyFor('admin', 'auditor')
@Controller('admin/messages')
export class MessagesHealthController {
  constructor(private readonly messaging: MessagingHealthService) {}

  @Get('health')
  @ApiOkResponse({ type: MessagesHealthView })
  async read(): Promise<MessagesHealthView> {
    const [channels, counts, failures] = await Promise.all([
      this.messaging.read(),
      this.messaging.counts(),
      this.messaging.recentFailures(),
    ]);
    return {
      ...channels,
      counts,
      failures: failures.map(({ failedAt, ...failure }) => ({
        ...failure,
        failedAt: failedAt.toISOString(),
      })),
    };
  }
}
