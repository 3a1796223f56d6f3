import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../common/clock';
import { SecretBox } from '../common/crypto/secret-box';
import { execute } from '../common/database/sql';
import { JobQueue } from '../common/jobs/job-queue';
import { Random } from '../common/random';
import type { EmailContent } from './email-content';
import type { Channel, MessageTemplate } from './message.entity';
import { insertMessage, supersedeMessages } from './message-statements';
import type { Sms } from './sms/sms-sender';
import { segmentsOf } from './sms/sms-text';

/** How far a message is, as clients see it. */
export interface Delivery {
  channel: Channel;
  provider: string | null;
  status: 'queued' | 'sending' | 'sent' | 'failed' | 'expired';
}

export type QueuedEmail = EmailContent & {
  userId: string;
  to: string;
  /** The challenge whose code this carries. */
  challengeId?: string;
  /** Not sent after this. */
  expiresAt: Date;
  /** Leaves no row behind when it was sent or given up. */
  deletedWhenOver?: true;
};

export interface QueuedSms {
  userId: string;
  /** E.164; kept only inside the seal. */
  to: string;
  /** What may be shown and stored in clear. */
  maskedDestination: string;
  text: string;
  /** Of the number (ISO 3166-1 alpha-2): what a text costs depends on it. */
  country: string;
  /** The challenge whose code this carries. */
  challengeId?: string;
  /** The phone. */
  factorId: string;
  /** Not sent after this. */
  expiresAt: Date;
}

interface QueuedMessage {
  userId: string;
  channel: Channel;
  template: MessageTemplate;
  destination: string;
  content: object;
  challengeId?: string;
  factorId?: string;
  expiresAt: Date;
  country?: string;
  segments?: number;
  deletedWhenOver?: true;
}

export const DELIVER_MESSAGE = 'deliver-message';
export const CHECK_RECEIPT = 'check-receipt';
/** Rung when a provider says that a message's phone has answered STOP; whoever keeps consents listens. */
export const PHONE_OPTED_OUT = 'note-opted-out-phone';

/** Messages that leave after the caller's transaction has committed, and never if it rolls back. */
@Injectable()
export class MessageOutbox {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly secretBox: SecretBox,
    private readonly jobs: JobQueue,
  ) {}

  async queueEmail(manager: EntityManager, { to, ...email }: QueuedEmail): Promise<void> {
    await this.queue(manager, { ...email, channel: 'email', destination: to });
  }

  async queueSms(manager: EntityManager, { to, text, maskedDestination, ...sms }: QueuedSms): Promise<void> {
    await this.queue(manager, {
      ...sms,
      channel: 'sms',
      template: 'sms-text',
      destination: maskedDestination,
      segments: segmentsOf(text),
      content: { to, text } satisfies Pick<Sms, 'to' | 'text'>,
    });
  }

  private async queue(manager: EntityManager, message: QueuedMessage): Promise<void> {
    const { userId, channel, template, destination, content, challengeId, factorId, expiresAt } = message;
    const { country, segments, deletedWhenOver = false } = message;
    const id = this.random.id();
    const sealed = this.secretBox.seal(Buffer.from(JSON.stringify(content)), contentLocation(userId, id));
    await Promise.all([
      challengeId === undefined ? null : execute(manager, supersedeMessages, [challengeId]),
      execute(manager, insertMessage, [
        id,
        userId,
        challengeId ?? null,
        channel,
        template,
        destination,
        sealed,
        this.clock.now(),
        expiresAt,
        factorId ?? null,
        country ?? null,
        segments ?? null,
        deletedWhenOver,
      ]),
      this.jobs.add(manager, DELIVER_MESSAGE, { messageId: id }, { key: deliveryKey(id) }),
    ]);
  }
}

export function contentLocation(userId: string, messageId: string) {
  return { userId, purpose: 'message', row: messageId };
}

export function receiptKey(messageId: string): string {
  return `receipt-${messageId}`;
}

export function deliveryKey(messageId: string): string {
  return `message-${messageId}`;
}
