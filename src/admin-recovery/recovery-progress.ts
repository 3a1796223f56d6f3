import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import { Clock } from '../common/clock';
import { execute, mustTouch } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { Random } from '../common/random';
import type { AccountType } from '../users/account-type';
import { next, type RecoveryEvent, type RecoveryStatus } from './recovery-request';
import type { RecoveryRequest } from './recovery-request.entity';
import { insertStep, moveRequest } from './recovery-statements';

/** A request together with whose account it is about. */
export type RecoveryRow = Pick<
  RecoveryRequest,
  | 'id'
  | 'userId'
  | 'status'
  | 'openedBy'
  | 'reason'
  | 'ticket'
  | 'openedAt'
  | 'codeProvenAt'
  | 'emergency'
  | 'reviewedBy'
  | 'reviewedAt'
  | 'dueAt'
  | 'sessionId'
  | 'endedAt'
> & { email: string; name: string; accountType: AccountType } & Record<string, unknown>;

export type Actor = { kind: 'owner' | 'system' } | { kind: 'admin'; id: string };

export interface Step {
  event: RecoveryEvent;
  actor: Actor;
  /** When the time of the new state is over; null when the request is. */
  dueAt?: Date | null;
  note?: string | null;
  reviewedBy?: string;
  linkHash?: Buffer;
  sessionId?: string;
}

/** Moves requests from state to state. The caller has locked the owner's budget and read the request behind it. */
@Injectable()
export class RecoveryProgress {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly audit: AuditRecorder,
  ) {}

  /** @throws recovery-over when nothing like that can happen to it */
  async move(
    manager: EntityManager,
    context: RequestContext,
    request: RecoveryRow,
    step: Step,
  ): Promise<RecoveryStatus> {
    const status = next(request.status, step.event);
    if (!status) throw new DomainError('recovery-over', { recoveryStatus: request.status });
    const { dueAt = null, reviewedBy = null, linkHash = null, sessionId = null } = step;
    const values = [dueAt, this.clock.now(), reviewedBy, linkHash, sessionId];
    await mustTouch(manager, 1, moveRequest, [request.id, request.status, status, ...values]);
    await this.note(manager, context, request, status, step);
    return status;
  }

  /** What happened, for the timeline and for the audit log. */
  async note(
    manager: EntityManager,
    context: RequestContext,
    { id, userId, emergency }: Pick<RecoveryRow, 'id' | 'userId' | 'emergency'>,
    status: RecoveryStatus,
    { event, actor, note = null }: Step,
  ): Promise<void> {
    const actorId = actor.kind === 'admin' ? actor.id : null;
    const values = [this.random.id(), id, event, status, actor.kind, actorId, note, this.clock.now()];
    await execute(manager, insertStep, values);
    this.audit.record(manager, context, {
      type: 'recovery.progressed',
      actorId: actor.kind === 'owner' ? userId : actorId,
      subject: { type: 'recovery_request', id },
      details: { event, status, accountId: userId, by: actor.kind, emergency },
    });
  }
}
