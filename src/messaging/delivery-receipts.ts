import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { execute } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { JobQueue } from '../common/jobs/job-queue';
import type { Receipt } from './message.entity';
import { DELIVER_MESSAGE, deliveryKey, PHONE_OPTED_OUT } from './message-outbox';
import { endWaiting, failOver, findDueReceipts, noteReceipt, refuseSent } from './receipt-statements';
import { isOptOut, type SmsFailure } from './sms/sms-sender';

/**
 * What became of a text after its provider took it. One that is reported undelivered, or not reported at all in time, goes
 * out once more by the other provider: the same text with the same code, so that one live challenge stays one.
 */
@Injectable()
export class DeliveryReceipts {
  private readonly logger = new Logger(DeliveryReceipts.name);

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly transactor: Transactor,
    private readonly jobs: JobQueue,
  ) {}

  async note(messageId: string, receipt: Receipt): Promise<void> {
    await this.database.execute(noteReceipt, [messageId, receipt, this.clock.now()]);
    if (receipt === 'undelivered') await this.check(messageId);
  }

  /** What nobody else could deliver either goes to nobody else. */
  async noteRefusal(messageId: string, failure: SmsFailure): Promise<void> {
    await this.transactor.run(async (manager) => {
      const { rowCount } = await execute(manager, refuseSent, [messageId, failure.reason]);
      if (rowCount !== 0 && isOptOut(failure)) await this.jobs.add(manager, PHONE_OPTED_OUT, { messageId });
    });
  }

  /** Does nothing before the receipt is due. */
  async check(messageId: string): Promise<void> {
    const now = this.clock.now();
    const isFailedOver = await this.transactor.run(async (manager) => {
      const { rowCount } = await execute(manager, failOver, [messageId, now]);
      if (rowCount === 0) await execute(manager, endWaiting, [messageId, now]);
      else await this.jobs.add(manager, DELIVER_MESSAGE, { messageId }, { key: deliveryKey(messageId) });
      return rowCount !== 0;
    });
    if (isFailedOver)
      this.logger.warn({ messageId }, 'A text was not delivered and goes to the other provider');
  }

  /** For bells that were lost. */
  async checkDue(): Promise<void> {
    const due = await this.database.rows<{ id: string }>(findDueReceipts, [this.clock.now()]);
    for (const { id } of due) await this.check(id);
  }
}
