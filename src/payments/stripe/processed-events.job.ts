import { Injectable } from '@nestjs/common';
import { DAY } from '../../common/clock';
import { NightlyDeletion } from '../../common/jobs/nightly-deletion';
import { deleteProcessed } from './stripe-event-statements';

/** Stripe repeats a report for three days at most. */
@Injectable()
export class ProcessedEventsJob extends NightlyDeletion {
  readonly name = 'delete-processed-events';
  readonly cron = '55 3 * * *';
  protected readonly keptMs = 30 * DAY;
  protected readonly batch = deleteProcessed;
}
