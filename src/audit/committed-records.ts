import { Injectable } from '@nestjs/common';
import { ChangeBell } from '../common/database/change-bell';
import { Metrics } from '../common/metrics/metrics';
import { RecordedEvents } from './recorded-events';

interface CommittedRecord {
  type: string;
  outcome?: 'success' | 'failure';
  subject: { type: string; id: string | null };
  details?: Record<string, unknown>;
}

/** What live views show. Their states never change without an event, so whoever records one rings the bell. */
const watched: ReadonlySet<string> = new Set(['approval', 'challenge', 'payment']);

/** What has been committed is counted, watched, and expected to get its place in the log. */
@Injectable()
export class CommittedRecords {
  constructor(
    private readonly metrics: Metrics,
    private readonly bell: ChangeBell,
    private readonly recorded: RecordedEvents,
  ) {}

  /** @param rows of the records, in their order */
  tell(records: readonly CommittedRecord[], rows: readonly { id: string }[]): void {
    this.recorded.add(rows.map(({ id }) => id));
    for (const { subject } of records)
      if (subject.id && watched.has(subject.type)) this.bell.ring(subject.id);
    this.metrics.countEvents(
      records.map(({ type, outcome = 'success', details = {} }) => ({ type, outcome, details })),
    );
  }
}
