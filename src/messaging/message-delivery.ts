import { Injectable, Logger } from '@nestjs/common';
import { after, Clock, SECOND } from '../common/clock';
import { ChangeBell } from '../common/database/change-bell';
import { Database } from '../common/database/database';
import { execute } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { JobQueue } from '../common/jobs/job-queue';
import { Metrics } from '../common/metrics/metrics';
import { AppConfig } from '../config/app-config';
import { type Carried, MessageCarrier } from './message-carrier';
import { MessageFailures } from './message-failures';
import { CHECK_RECEIPT, DELIVER_MESSAGE, deliveryKey, PHONE_OPTED_OUT, receiptKey } from './message-outbox';
import {
  type ClaimedMessage,
  claimMessage,
  settleAwaiting,
  settleFailed,
  settleRetry,
  settleSent,
  supersedeReturned,
} from './message-statements';
import { nextAttempt } from './retry';
import { SendingFailure } from './sending-failure';
import { isOptOut } from './sms/sms-sender';

/** Longer than a send may take. */
export const LEASE_MS = 30 * SECOND;

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
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly carrier: MessageCarrier,
    private readonly jobs: JobQueue,
    private readonly metrics: Metrics,
    private readonly failures: MessageFailures,
    private readonly bell: ChangeBell,
  ) {}

  async deliver(messageId: string): Promise<void> {
    const message = await this.claim(messageId);
    if (!message) return;
    const outcome = await this.send(message);
    if (outcome instanceof SendingFailure) await this.settleFailure(message, outcome);
    else await this.settleSuccess(message, outcome);
    this.bell.ring(messageId);
  }

  private claim(messageId: string): Promise<ClaimedMessage | null> {
    const now = this.clock.now();
    return this.database.row<ClaimedMessage & Record<string, unknown>>(claimMessage, [
      messageId,
      now,
      after(now, LEASE_MS),
    ]);
  }

  private async send(message: ClaimedMessage): Promise<Carried | SendingFailure> {
    try {
      return await this.carrier.carry(message);
    } catch (error) {
      if (error instanceof SendingFailure) return error;
      this.logger.error(error);
      return new SendingFailure('internal', false, null);
    }
  }

  private async settleSuccess(
    { id, channel, attempts }: ClaimedMessage,
    { provider, awaitsReceipt }: Carried,
  ): Promise<void> {
    this.metrics.countMessage(channel, provider, 'sent');
    const now = this.clock.now();
    const { sms } = this.config;
    if (!awaitsReceipt || !sms) {
      await this.database.execute(settleSent, [id, attempts, now, provider]);
      return;
    }
    const runAt = after(now, sms.receiptWithinMs);
    await this.transactor.run(async (manager) => {
      await Promise.all([
        execute(manager, settleAwaiting, [id, attempts, now, provider, runAt]),
        this.jobs.add(manager, CHECK_RECEIPT, { messageId: id }, { runAt, key: receiptKey(id) }),
      ]);
    });
  }

  private async settleFailure(message: ClaimedMessage, failure: SendingFailure): Promise<void> {
    const { reason, permanent, provider } = failure;
    const { id, attempts } = message;
    const now = this.clock.now();
    const runAt = permanent ? null : nextAttempt(message, now);
    this.metrics.countMessage(message.channel, provider, runAt ? 'retried' : 'failed');
    this.logger.warn(
      { messageId: id, channel: message.channel, attempts, reason, retryAt: runAt },
      'A message could not be delivered',
    );
    if (!runAt) {
      await this.transactor.run(async (manager) => {
        const { rowCount } = await execute(manager, settleFailed, [id, attempts, reason, provider, now]);
        if (isOptOut(failure)) await this.jobs.add(manager, PHONE_OPTED_OUT, { messageId: id });
        else if (rowCount === 1) await this.failures.report(manager, [message]);
      });
      return;
    }
    await this.transactor.run(async (manager) => {
      await Promise.all([
        execute(manager, settleRetry, [id, attempts, reason, provider, runAt, now]),
        execute(manager, supersedeReturned, [id]),
        this.jobs.add(manager, DELIVER_MESSAGE, { messageId: id }, { runAt, key: deliveryKey(id) }),
      ]);
    });
  }
}
