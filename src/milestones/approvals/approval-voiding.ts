import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../audit/audit-recorder';
import { ChallengeService } from '../../auth/2fa/challenges/challenge.service';
import { Clock } from '../../common/clock';
import { execute, mustTouch, rows } from '../../common/database/sql';
import type { RequestContext } from '../../common/http/request-context';
import {
  endPending,
  findPendingOfClient,
  findPendingOfMilestones,
  releaseItems,
} from './approval-statements';

export type VoidCause = 'milestone-edited' | 'replaced' | 'changed' | 'reported' | 'recovered';

/** Ends approvals that wait for a code, with their challenges. The caller has locked the client's budget. */
@Injectable()
export class ApprovalVoiding {
  constructor(
    private readonly clock: Clock,
    private readonly challenges: ChallengeService,
    private readonly audit: AuditRecorder,
  ) {}

  async voidThoseOf(
    manager: EntityManager,
    context: RequestContext,
    clientId: string,
    milestoneIds: readonly string[],
    cause: VoidCause,
  ): Promise<void> {
    const pending = await rows<{ id: string }>(manager, findPendingOfMilestones, [milestoneIds]);
    if (pending.length === 0) return;
    const ids = pending.map(({ id }) => id);
    await this.void(manager, context, clientId, ids, cause);
  }

  async voidAllOf(
    manager: EntityManager,
    context: RequestContext,
    clientId: string,
    cause: VoidCause,
  ): Promise<void> {
    const pending = await rows<{ id: string }>(manager, findPendingOfClient, [clientId]);
    if (pending.length === 0) return;
    const ids = pending.map(({ id }) => id);
    await this.void(manager, context, clientId, ids, cause);
  }

  async void(
    manager: EntityManager,
    context: RequestContext,
    clientId: string,
    ids: readonly string[],
    cause: VoidCause,
  ): Promise<void> {
    await this.end(manager, ids, 'void');
    this.audit.record(
      manager,
      context,
      ...ids.map(
        (id): AuditRecord => ({
          type: 'approval.voided',
          actorId: clientId,
          subject: { type: 'approval', id },
          details: { cause },
        }),
      ),
    );
  }

  async end(manager: EntityManager, ids: readonly string[], status: 'void' | 'cancelled'): Promise<void> {
    await mustTouch(manager, ids.length, endPending, [ids, status, this.clock.now()]);
    await execute(manager, releaseItems, [ids]);
    await this.challenges.voidOf(manager, 'payment', ids);
  }
}
