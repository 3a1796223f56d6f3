import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Exposure, noExposure, type WindowSums } from '../../auth/2fa/risk/exposure';
import { after, Clock, DAY } from '../../common/clock';
import { enqueue, rows } from '../../common/database/sql';
import { findExposure, insertExposure } from './exposure-statements';

const WEEK = 7 * DAY;

/**
 * What clients have let out without a code, in windows that end now. The caller has locked the client's budget, so that
 * what one approval adds is there when the next one is judged.
 */
@Injectable()
export class ExposureService {
  constructor(private readonly clock: Clock) {}

  async read(manager: EntityManager, clientId: string, payeeIds: readonly string[]): Promise<Exposure> {
    const now = this.clock.now();
    const found = await rows<{ partyId: string; day: string; week: string }>(manager, findExposure, [
      clientId,
      [clientId, ...payeeIds],
      after(now, -DAY),
      after(now, -WEEK),
    ]);
    const sums = new Map(
      found.map(({ partyId, day, week }): [string, WindowSums] => [
        partyId,
        { day: BigInt(day), week: BigInt(week) },
      ]),
    );
    return { payer: sums.get(clientId) ?? noExposure.payer, payees: sums };
  }

  /** @param subtotals what each payee gets */
  add(
    manager: EntityManager,
    { id, clientId }: { id: string; clientId: string },
    total: bigint,
    subtotals: ReadonlyMap<string, bigint>,
  ): void {
    enqueue(manager, 1 + subtotals.size, insertExposure, [
      id,
      clientId,
      [clientId, ...subtotals.keys()],
      [total, ...subtotals.values()],
      this.clock.now(),
    ]);
  }
}
