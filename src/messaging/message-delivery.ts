import { Injectable, Logger } from '@nestjs/common';
import { after, Clock, SECOND } from '../common/clock';
import { SecretBox } from '../common/crypto/secret-box';
import { Database } from '../common/database/database';
import { execute } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { JobQueue } from '../common/jobs/job-queue';
import type { EmailContent } from './email-content';
import { EmailRenderer } from './email-renderer';
import { EmailSender, SendingFailure } from './email-sender';
import { contentLocation, DELIVER_MESSAGE, deliveryKey } from './message-outbox';
import {
  type ClaimedMessage,
  claimMessage,
  settleFailed,
  settleRetry,
  settleSent,
  supersedeReturned,
} from './message-statements';
import { nextAttempt } from './retry';

/** Longer than a send may take. */
const LEASE_MS = 30 * SECOND;

/**
 * Carries one message to the provider: claimed under a lease, sent outside any transaction, and what came of it
 * committed. After a crash in between, the lease runs out and the message goes out again under the same Message-ID.
 */
@Injectable()
export class MessageDelivery {
  private readonly logger = new Logger(MessageDelivery.name);

  constructor(
    private readonly database: Database,
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly secretBox: SecretBox,
    private readonly renderer: EmailRenderer,
    private readonly sender: EmailSender,
    private readonly jobs: JobQueue,
  ) {}

  async deliver(messageId: string): Promise<void> {
    const message = await this.claim(messageId);
    if (!message) return;
    const failure = await this.send(message);
    if (failure) await this.settleFailure(message, failure);
    else
      await this.database.execute(settleSent, [
        message.id,
        message.attempts,
        this.clock.now(),
        this.sender.provider,
      ]);
  }

  private claim(messageId: string): Promise<ClaimedMessage | null> {
    const now = this.clock.now();
    return this.database.row<ClaimedMessage & Record<string, unknown>>(claimMessage, [
      messageId,
      now,
      after(now, LEASE_MS),
    ]);
  }

  private async send(message: ClaimedMessage): Promise<SendingFailure | null> {
    try {
      const rendered = this.renderer.render(this.read(message), message);
      await this.sender.send({ messageId: message.id, to: message.destination, ...rendered });
      return null;
    } catch (error) {
      if (error instanceof SendingFailure) return error;
      this.logger.error(error);
      return new SendingFailure('internal', false);
    }
  }

  private read({ id, userId, template, sealedContent }: ClaimedMessage): EmailContent {
    const content = JSON.parse(
      this.secretBox.open(sealedContent, contentLocation(userId, id)).toString('utf8'),
    );
    return { template, content };
  }

  private async settleFailure(message: ClaimedMessage, { reason, permanent }: SendingFailure): Promise<void> {
    const { id, attempts } = message;
    const runAt = permanent ? null : nextAttempt(message, this.clock.now());
    this.logger.warn({ messageId: id, attempts, reason, retryAt: runAt }, 'A message could not be delivered');
    if (!runAt) {
      await this.database.execute(settleFailed, [id, attempts, reason, this.sender.provider]);
      return;
    }
    await this.transactor.run(async (manager) => {
      await Promise.all([
        execute(manager, settleRetry, [id, attempts, reason, this.sender.provider, runAt]),
        execute(manager, supersedeReturned, [id]),
        this.jobs.add(manager, DELIVER_MESSAGE, { messageId: id }, { runAt, key: deliveryKey(id) }),
      ]);
    });
  }
}
