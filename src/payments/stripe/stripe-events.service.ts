import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { execute } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { JobQueue } from '../../common/jobs/job-queue';
import type { EventSubject } from './gateway-event.entity';
import { type ReportedEvent, subjectOf } from './stripe-event';
import { countAttempt, findWaiting, keepEvent, markProcessed } from './stripe-event-statements';
import { StripeObjects } from './stripe-objects.service';

export const FOLLOW_STRIPE_EVENTS = 'follow-stripe-events';

interface Waiting extends Record<string, unknown> {
  subject: EventSubject;
  reference: string;
  until: Date;
}

/** Keeps what Stripe reports before it is thanked, and follows it up in a job. */
@Injectable()
export class StripeEvents {
  private readonly logger = new Logger(StripeEvents.name);

  constructor(
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: JobQueue,
    private readonly objects: StripeObjects,
  ) {}

  /** Once an event, however often it is delivered. */
  async keep(event: ReportedEvent): Promise<void> {
    const about = subjectOf(event);
    if (!about) return;
    await this.transactor.run(async (manager) => {
      const values = [event.id, event.type, about.subject, about.reference, this.clock.now()];
      if ((await execute(manager, keepEvent, values)).rowCount === 0) return;
      await this.jobs.add(manager, FOLLOW_STRIPE_EVENTS, {}, { key: FOLLOW_STRIPE_EVENTS });
    });
  }

  /** What fails now waits for the next minute. */
  async followAll(): Promise<void> {
    for (const { subject, reference, until } of await this.database.rows<Waiting>(findWaiting)) {
      const of = [subject, reference, until];
      try {
        await this.objects.follow(subject, reference);
        await this.database.execute(markProcessed, [...of, this.clock.now()]);
      } catch (error) {
        this.logger.warn({ reference, err: error }, 'What Stripe reported could not be followed up yet');
        await this.database.execute(countAttempt, of);
      }
    }
  }
}
