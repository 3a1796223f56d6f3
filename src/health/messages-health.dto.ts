import { ApiProperty } from '@nestjs/swagger';
import type { Channel, MessageStatus } from '../messaging/message.entity';
import type { ChannelHealth, MessagingHealth } from '../messaging/messaging-health';

const channels = ['email', 'sms'] satisfies Channel[];
const statuses = ['queued', 'sending', 'sent', 'failed', 'expired'] satisfies MessageStatus[];

class ChannelHealthView implements ChannelHealth {
  @ApiProperty({
    enum: ['ok', 'degraded', 'off'],
    description: 'degraded: messages come late or not at all; off: no provider is configured.',
  })
  state: ChannelHealth['state'];
  @ApiProperty({ type: 'integer', nullable: true }) oldestWaitingSeconds: number | null;
  @ApiProperty({ type: 'integer', description: 'Messages that a try failed for in the last 15 minutes.' })
  recentFailures: number;
  @ApiProperty({ type: String, nullable: true, example: 'EMESSAGE 451' }) lastError: string | null;
}

export class MessagingHealthView implements MessagingHealth {
  @ApiProperty({ type: ChannelHealthView }) email: ChannelHealthView;
  @ApiProperty({ type: ChannelHealthView }) sms: ChannelHealthView;
}

class MessageCountView {
  @ApiProperty({ enum: channels }) channel: Channel;
  @ApiProperty({ type: String, nullable: true, description: 'Who took it, or failed last.' })
  provider: string | null;
  @ApiProperty({ example: 'notice' }) template: string;
  @ApiProperty({ enum: statuses }) status: MessageStatus;
  @ApiProperty({ type: 'integer' }) count: number;
}

class MessageFailureView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: channels }) channel: Channel;
  @ApiProperty({ type: String, nullable: true }) provider: string | null;
  @ApiProperty({ example: 'notice' }) template: string;
  @ApiProperty({ enum: statuses }) status: MessageStatus;
  @ApiProperty({ example: 'c*****@example.com' }) maskedDestination: string;
  @ApiProperty({ type: 'integer' }) attempts: number;
  @ApiProperty({ type: String, nullable: true, example: 'EMESSAGE 451' }) error: string | null;
  @ApiProperty({ format: 'date-time' }) failedAt: string;
}

export class MessagesHealthView extends MessagingHealthView {
  @ApiProperty({ type: [MessageCountView], description: 'Messages of the last 24 hours.' })
  counts: MessageCountView[];
  @ApiProperty({ type: [MessageFailureView], description: 'Of the last 24 hours, newest first, up to 50.' })
  failures: MessageFailureView[];
}
