import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database';
import { AppConfig } from '../../config/app-config';
import { rowKey, rowMac } from '../sealed-event';
import { committedOf, type EventRow } from '../sealing/event-row';
import { type DroppedMonth, droppedMonthOf, monthOfId } from '../verify/dropped-months';
import { findDroppedMonths } from './retention-statements';

/** An event that tells of a dropped month, and its place: null for about a second. */
export interface DroppedMonthEvent {
  month: DroppedMonth;
  event: EventRow;
  sequence: number | null;
  leaf: Buffer | null;
}

type Row = EventRow & { sequence: bigint | null; hash: Buffer | null } & Record<string, unknown>;

/** What was dropped because its retention had ended. Only what the application wrote counts: a forged event excuses nothing. */
@Injectable()
export class DroppedMonthsReader {
  private readonly key: Buffer;

  constructor(
    { codePepper }: AppConfig,
    private readonly database: Database,
  ) {
    this.key = rowKey(codePepper);
  }

  async read(): Promise<DroppedMonthEvent[]> {
    return (await this.database.rows<Row>(findDroppedMonths)).flatMap((event) => {
      const committed = committedOf(event);
      const month = droppedMonthOf(committed);
      if (!month || !event.mac?.equals(rowMac(this.key, committed))) return [];
      const sequence = event.sequence === null ? null : Number(event.sequence);
      return [{ month, event, sequence, leaf: event.hash }];
    });
  }
}

/** Whether an event that is gone was in one of the months. */
export function wasDropped(
  dropped: readonly DroppedMonthEvent[],
  { eventId, retention }: { eventId: string; retention: string },
): boolean {
  const name = monthOfId(eventId);
  return dropped.some(({ month }) => month.retention === retention && month.month === name);
}
