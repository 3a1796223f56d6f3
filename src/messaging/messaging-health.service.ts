import { Injectable } from '@nestjs/common';
import { after, Clock, DAY } from '../common/clock';
import { Database } from '../common/database/database';
import { uuidVersion7 } from '../common/random';
import { AppConfig } from '../config/app-config';
import { maskEmail } from '../users/email-address';
import type { Channel, MessageStatus, MessageTemplate } from './message.entity';
import {
  type ChannelFigures,
  FAILURES_WINDOW_MS,
  judgeChannel,
  type MessagingHealth,
} from './messaging-health';
import { countMessages, findRecentFailures, readFigures } from './messaging-health-statements';

export interface MessageCount extends Record<string, unknown> {
  channel: Channel;
  provider: string | null;
  template: MessageTemplate;
  status: MessageStatus;
  count: number;
}

export interface MessageFailure extends Record<string, unknown> {
  id: string;
  channel: Channel;
  provider: string | null;
  template: MessageTemplate;
  status: MessageStatus;
  maskedDestination: string;
  attempts: number;
  error: string | null;
  failedAt: Date;
}

const COUNTED_MS = DAY;
const SHOWN_FAILURES = 50;
const nobody: ChannelFigures = { oldestWaitingAt: null, recentFailures: 0, lastError: null };

/** How delivery is doing, without a word on what was said to whom. */
@Injectable()
export class MessagingHealthService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  async read(): Promise<MessagingHealth> {
    const now = this.clock.now();
    const figures = await this.database.rows<ChannelFigures & { channel: Channel }>(readFigures, [
      after(now, -FAILURES_WINDOW_MS),
    ]);
    const of = (channel: Channel) => figures.find((row) => row.channel === channel) ?? nobody;
    return {
      email: judgeChannel(of('email'), true, now),
      sms: judgeChannel(of('sms'), this.config.sms !== null, now),
    };
  }

  /** Of the last day. */
  counts(): Promise<MessageCount[]> {
    const since = after(this.clock.now(), -COUNTED_MS).getTime();
    return this.database.rows<MessageCount>(countMessages, [uuidVersion7(since, 0, Buffer.alloc(8))]);
  }

  /** Newest first. */
  async recentFailures(): Promise<MessageFailure[]> {
    const found = await this.database.rows<MessageFailure & { destination: string }>(findRecentFailures, [
      after(this.clock.now(), -COUNTED_MS),
      SHOWN_FAILURES,
    ]);
    return found.map(({ destination, ...failure }) => ({
      ...failure,
      maskedDestination: failure.channel === 'email' ? maskEmail(destination) : destination,
    }));
  }
}
