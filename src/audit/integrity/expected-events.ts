import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SECOND } from '../../common/clock';
import { Database } from '../../common/database/database';
import { Repetition } from '../../common/jobs/repetition';
import { RecordedEvents } from '../recorded-events';
import { Findings } from './findings';
import { findExpected } from './integrity-statements';

const EVERY_MS = SECOND;
const AT_ONCE = 2_000;

/**
 * An event that is deleted before it has its place leaves no gap in the log. But the process that wrote it knows it, and looks each
 * second whether it is there until it has its place.
 */
@Injectable()
export class ExpectedEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('AuditIntegrity');
  private readonly repetition = new Repetition(
    EVERY_MS,
    () => this.examine(),
    ({ message }) =>
      this.logger.warn(`Nobody could look yet whether audit events are still there: ${message}`),
  );

  constructor(
    private readonly database: Database,
    private readonly recorded: RecordedEvents,
    private readonly findings: Findings,
  ) {}

  onApplicationBootstrap(): void {
    this.repetition.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.repetition.stop();
  }

  async examine(): Promise<void> {
    const ids = this.recorded.oldest(AT_ONCE);
    if (ids.length === 0) return;
    const found = await this.database.rows<{ id: string; hasPlace: boolean; isThere: boolean }>(
      findExpected,
      [ids],
    );
    const gone = found.filter(({ isThere }) => !isThere);
    await this.findings.report(gone.map(({ id: eventId }) => ({ fault: 'event-missing', eventId })));
    const waiting = found.filter(({ hasPlace, isThere }) => isThere && !hasPlace);
    const isWaiting = new Set(waiting.map(({ id }) => id));
    this.recorded.forget(new Set(ids.filter((id) => !isWaiting.has(id))));
  }
}
