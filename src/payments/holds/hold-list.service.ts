import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/sessions/principal';
import { Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { DomainError } from '../../common/domain-error';
import { BEHIND_THE_NEWEST, type PageQuery, positionOf, toPage } from '../../common/http/page';
import type { HoldStatus } from './hold';
import { findHoldForAdmins, listHoldsForAdmins, listHoldsOfClient } from './hold-statements';
import {
  type AdminHoldPage,
  type AdminHoldRow,
  type AdminHoldView,
  type HoldPage,
  type HoldRow,
  viewHold,
  viewHoldForAdmin,
} from './hold-view';

type Reader = Pick<Principal, 'userId' | 'accountType'>;

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

  async all(
    reader: Reader,
    query: PageQuery,
    { status = null, clientId = null }: { status?: HoldStatus | null; clientId?: string | null },
  ): Promise<AdminHoldPage> {
    const now = this.clock.now();
    const values = [positionOf(query) ?? BEHIND_THE_NEWEST, clientId, status, query.limit + 1, now];
    const found = await this.database.rows<AdminHoldRow>(listHoldsForAdmins, values);
    return toPage(found, query.limit, (hold) => view(hold, reader, now));
  }

  async one(reader: Reader, id: string): Promise<AdminHoldView> {
    const now = this.clock.now();
    const hold = await this.database.row<AdminHoldRow>(findHoldForAdmins, [id, now]);
    if (!hold) throw new DomainError('not-found');
    return view(hold, reader, now);
  }
}

function view(hold: AdminHoldRow, { userId, accountType }: Reader, now: Date): AdminHoldView {
  return viewHoldForAdmin(hold, userId, accountType === 'admin', now);
}
