import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { Random } from '../../common/random';
import { placeOf } from '../verify/check-event';
import type { Fault } from '../verify/faults';
import { insertFinding } from './integrity-statements';

/** Something that is wrong, and where: an event and its place, or one of the others. */
export interface Finding {
  fault: Fault;
  sequence?: number;
  eventId?: string;
  /** A block of events. */
  block?: { level: number; position: number };
  /** Of a checkpoint. */
  size?: number;
  /** A verifier key, as it is written in the database. */
  key?: string;
}

/** Keeps what was found wrong with the log, each thing once. */
@Injectable()
export class Findings {
  private readonly logger = new Logger('AuditIntegrity');

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly database: Database,
  ) {}

  /** A line in the server's log at ERROR means that a person must act. */
  async report(findings: readonly Finding[]): Promise<void> {
    for (const { fault, ...place } of findings) {
      const { sequence = null, eventId = null } = place;
      const values = [this.random.id(), fault, placeOf(place), sequence, eventId, this.clock.now()];
      const isNew = await this.database.execute(insertFinding, values);
      if (isNew) this.logger.error({ fault, ...place }, 'The audit log is not what it was');
    }
  }
}
