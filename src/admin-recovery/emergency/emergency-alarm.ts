import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { rows } from '../../common/database/sql';
import type { RequestContext } from '../../common/http/request-context';
import { Notices } from '../../notifications/notices.service';
import { findWatchers } from './emergency-statements';

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Tells all admins and auditors, by mail as well: what nobody looks into must not pass unseen. */
@Injectable()
export class EmergencyAlarm {
  constructor(private readonly notices: Notices) {}

  /** @param exceptId whose account it is, who hears of it in words of their own */
  async raise(
    manager: EntityManager,
    context: RequestContext,
    exceptId: string | null,
    kind: 'emergency-access-given' | 'emergency-access-overdue',
  ): Promise<void> {
    const watchers = await rows<{ id: string }>(manager, findWatchers, [exceptId ?? NOBODY]);
    for (const { id } of watchers) await this.notices.add(manager, context, id, { kind });
  }
}
