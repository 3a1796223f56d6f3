import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock, SECOND } from '../common/clock';
import { rows } from '../common/database/sql';
import { Transactor } from '../common/database/transactor';
import { JobQueue } from '../common/jobs/job-queue';
import { JobRunner } from '../common/jobs/job-runner';
import { DeliveryReceipts } from './delivery-receipts';
import { LEASE_MS, MessageDelivery } from './message-delivery';
import { MessageFailures, type UndeliveredMessage } from './message-failures';
import { CHECK_RECEIPT, DELIVER_MESSAGE, deliveryKey } from './message-outbox';
import { expireMessages, findDueMessages } from './message-statements';

@Injectable()
export class MessageJobs implements OnModuleInit {
  constructor(
    private readonly runner: JobRunner,
    private readonly queue: JobQueue,
    private readonly delivery: MessageDelivery,
    private readonly receipts: DeliveryReceipts,
    private readonly failures: MessageFailures,
    private readonly transactor: Transactor,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.runner.register({
      name: DELIVER_MESSAGE,
      run: (payload) => this.delivery.deliver((payload as { messageId: string }).messageId),
    });
    this.runner.register({
      name: CHECK_RECEIPT,
      run: (payload) => this.receipts.check((payload as { messageId: string }).messageId),
    });
    this.runner.register({
      name: 'sweep-messages',
      cron: '* * * * *',
      // Whoever waits for a code that a crash caught on its way is not made to wait for the next minute.
      afterStart: [0, LEASE_MS + SECOND],
      run: () => this.sweep(),
    });
  }

  /** Wipes what came too late, and rings again for what is due: a bell was lost or a lease ran out. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    await this.receipts.checkDue();
    await this.transactor.run(async (manager) => {
      await this.failures.report(manager, await rows<UndeliveredMessage>(manager, expireMessages, [now]));
      const due = await rows<{ id: string }>(manager, findDueMessages, [now]);
      await Promise.all(
        due.map(({ id }) =>
          this.queue.add(manager, DELIVER_MESSAGE, { messageId: id }, { key: deliveryKey(id) }),
        ),
      );
    });
  }
}
