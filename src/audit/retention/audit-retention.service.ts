import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { execute, row } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { systemContext } from '../../common/http/request-context';
import { AppConfig } from '../../config/app-config';
import { AuditRecorder } from '../audit-recorder';
import { IntegrityService } from '../integrity/integrity.service';
import type { PlaceRow } from '../integrity/log-walk';
import { MONTH_DROPPED } from '../verify/dropped-months';
import { type AuditMonth, monthsAhead, monthsPastRetention } from './months';
import {
  actAsOwner,
  dropMonth,
  findMonthPlaces,
  findMonths,
  findPlacesOfMonth,
  findStrayMonths,
  makeMonth,
} from './retention-statements';

type MonthRow = AuditMonth & Record<string, unknown>;

/** Of a month that is sound: what will be gone. Places are null when there is no event. */
interface Contents {
  events: number;
  first: number | null;
  last: number | null;
  hash: string;
}

const CHUNK = 2_048;

/** Makes the partitions of the months to come, and drops those that are past their retention. */
@Injectable()
export class AuditRetention {
  private readonly logger = new Logger('AuditRetention');

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly transactor: Transactor,
    private readonly audit: AuditRecorder,
    private readonly integrity: IntegrityService,
  ) {}

  /** Also for events that are in the default partition, because nobody had made their month in time. */
  async makeMonths(): Promise<void> {
    const ahead = monthsAhead(this.clock.now());
    const [present, stray] = await Promise.all([
      this.database.rows<MonthRow>(findMonths),
      this.database.rows<MonthRow>(findStrayMonths, [ahead.at(-1)?.month]),
    ]);
    const known = new Set(present.map(nameOf));
    for (const month of [...ahead, ...stray].filter((month) => !known.has(nameOf(month))))
      await this.transactor.run(async (manager) => {
        await execute(manager, actAsOwner);
        await execute(manager, makeMonth, [month.retention, month.month]);
      });
  }

  /** A month in which something is wrong stays, because it is evidence; what is wrong is kept as a finding. */
  async dropMonths(): Promise<void> {
    const { retentionMonths } = this.config.audit;
    const present = await this.database.rows<MonthRow>(findMonths);
    for (const month of monthsPastRetention(present, retentionMonths, this.clock.now())) {
      const contents = await this.contentsOf(month);
      if (contents) await this.drop(month, contents);
      else
        this.logger.error({ ...month }, 'A month of audit events is not what it was, so it is not dropped');
    }
  }

  /** One transaction with the event that tells of it. Whoever comes in between waits for a moment. */
  private drop({ retention, month }: AuditMonth, contents: Contents): Promise<void> {
    return this.transactor.run(async (manager) => {
      await execute(manager, actAsOwner);
      const gone = await row<{ events: bigint }>(manager, dropMonth, [retention, month]);
      if (Number(gone?.events) !== contents.events)
        throw new Error(`${month} has other ${retention} events than a moment ago`);
      const keptMonths = this.config.audit.retentionMonths[retention];
      this.audit.record(manager, systemContext, {
        type: MONTH_DROPPED,
        actorId: null,
        subject: { type: 'audit_log', id: null },
        details: { retention, month, keptMonths, ...contents },
      });
    });
  }

  /** Verifies every event of the month a last time. @returns null when one is wrong, gone or without a place */
  private async contentsOf({ retention, month }: AuditMonth): Promise<Contents | null> {
    type Found = { first: bigint | null; last: bigint | null; places: bigint; events: bigint };
    const found = await this.database.row<Found>(findMonthPlaces, [retention, month]);
    const first = numberOrNull(found?.first);
    const last = numberOrNull(found?.last);
    const hash = createHash('sha256');
    let isSound = found?.places === found?.events;
    let seenMac = false;
    for (let start = first ?? 0; last !== null && start <= last; start += CHUNK) {
      const values = [retention, month, start, Math.min(start + CHUNK, last + 1)];
      const places = await this.database.rows<PlaceRow & Record<string, unknown>>(findPlacesOfMonth, values);
      const checked = await this.integrity.checkSome(places, seenMac);
      isSound &&= checked.isSound;
      seenMac = checked.seenMac;
      for (const place of places) hash.update(place.hash);
    }
    const events = Number(found?.events ?? 0n);
    return isSound ? { events, first, last, hash: hash.digest('hex') } : null;
  }
}

function numberOrNull(place: bigint | null | undefined): number | null {
  return place == null ? null : Number(place);
}

function nameOf({ retention, month }: AuditMonth): string {
  return `${retention} ${month}`;
}
