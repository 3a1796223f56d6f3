import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRunner } from '../../common/jobs/job-runner';
import { oneAtATime } from '../../common/jobs/one-at-a-time';
import { FOLLOW_STRIPE_EVENTS, StripeEvents } from './stripe-events.service';

/** Follows up what Stripe has reported: at once, and each minute what could not be followed up before. */
@Injectable()
export class StripeEventsJob implements OnModuleInit {
  constructor(
    private readonly runner: JobRunner,
    private readonly events: StripeEvents,
  ) {}

  onModuleInit(): void {
    const run = oneAtATime(() => this.events.followAll());
    this.runner.register({ name: FOLLOW_STRIPE_EVENTS, run });
    this.runner.register({ name: 'sweep-stripe-events', cron: '* * * * *', run });
  }
}
