import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { after, Clock } from '../common/clock';
import { row } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import { deviceName } from '../common/http/device-name';
import type { RequestContext } from '../common/http/request-context';
import { Random } from '../common/random';
import { RecoveryLinks } from './recovery-links';
import { type Actor, RecoveryProgress, type RecoveryRow } from './recovery-progress';
import { LINK_MS, REVIEW_MS } from './recovery-request';
import { findLiveOfUser, insertRequest } from './recovery-statements';

export interface NewRequest {
  userId: string;
  /** Null when the owner asks. */
  openedBy: string | null;
  reason: string;
  ticket: string | null;
  codeProven: boolean;
}

/** A second admin has agreed already. */
export interface Grant {
  confirmedBy: string;
  linkHash: Buffer;
}

/** Opens requests, one at a time for an account. The caller has locked the owner's budget. */
@Injectable()
export class RecoveryOpening {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly links: RecoveryLinks,
    private readonly progress: RecoveryProgress,
  ) {}

  /**
   * @param grant skips review and cooling-off
   * @returns its id @throws recovery-open, with that one's id
   */
  async open(
    manager: EntityManager,
    context: RequestContext,
    request: NewRequest,
    grant: Grant | null = null,
  ): Promise<string> {
    const { userId, openedBy, reason, ticket, codeProven } = request;
    const { ip, userAgent } = context;
    const id = this.random.id();
    const now = this.clock.now();
    const status = grant ? 'ready' : 'requested';
    const who = [id, userId, status, openedBy, reason, ticket, ip, userAgent && deviceName(userAgent)];
    const when = [now, codeProven ? now : null, after(now, grant ? LINK_MS : REVIEW_MS)];
    const how = [
      this.links.vetoHash(id),
      grant !== null,
      grant?.confirmedBy ?? null,
      grant?.linkHash ?? null,
    ];
    if (!(await row(manager, insertRequest, [...who, ...when, ...how]))) {
      const live = await row<RecoveryRow>(manager, findLiveOfUser, [userId]);
      throw new DomainError('recovery-open', { requestId: live?.id ?? null });
    }
    const actor: Actor = openedBy === null ? { kind: 'owner' } : { kind: 'admin', id: openedBy };
    const emergency = grant !== null;
    const event = emergency ? 'granted' : 'opened';
    await this.progress.note(manager, context, { id, userId, emergency }, status, { event, actor });
    return id;
  }
}
