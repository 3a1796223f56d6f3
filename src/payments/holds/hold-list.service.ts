import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { BEHIND_THE_NEWEST, type PageQuery, positionOf, toPage } from '../../common/http/page';
import { listHoldsOfClient } from './hold-statements';
import { type HoldPage, type HoldRow, viewHold } from './hold-view';

@Injectable()
export class HoldListService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async ofClient(clientId: string, query: PageQuery): Promise<HoldPage> {
    const values = [clientId, positionOf(query) ?? BEHIND_THE_NEWEST, query.limit + 1];
    const found = await this.database.rows<HoldRow>(listHoldsOfClient, values);
    const now = this.clock.now();
    return toPage(found, query.limit, (hold) => viewHold(hold, now));
  }
}
