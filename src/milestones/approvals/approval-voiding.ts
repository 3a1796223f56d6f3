import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../audit/audit-recorder';
import { ChallengeService } from '../../auth/2fa/challenge.service';
import { Clock } from '../../common/clock';
import { execute, mustTouch, rows } from '../../common/database/sql';
import type { RequestContext } from '../../common/http/request-context';
import { endPending, findPendingOfMilestones, releaseItems } from './approval-statements';

export type VoidCause = 'milestone-edited' | 'replaced' | 'changed';

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
    for (const { id } of pending) await this.void(manager, context, clientId, id, cause);
  }

  async void(
    manager: EntityManager,
    context: RequestContext,
    clientId: string,
    id: string,
    cause: VoidCause,
  ): Promise<void> {
    await this.end(manager, id, 'void');
    this.audit.record(manager, context, {
      type: 'approval.voided',
      actorId: clientId,
      subject: { type: 'approval', id },
      details: { cause },
    });
  }

  async end(manager: EntityManager, id: string, status: 'void' | 'cancelled'): Promise<void> {
    await mustTouch(manager, 1, endPending, [id, status, this.clock.now()]);
    await execute(manager, releaseItems, [id]);
    await this.challenges.voidOf(manager, 'payment', [id]);
  }
}
