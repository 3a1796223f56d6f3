import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../audit/audit-recorder';
import {
  type FinishedReEnrolment,
  type ReEnrolmentListener,
  ReEnrolments,
} from '../auth/2fa/factors/re-enrolments';
import { Clock } from '../common/clock';
import { execute, row } from '../common/database/sql';
import type { RequestContext } from '../common/http/request-context';
import { RecoveryHolds } from './recovery-holds';
import { RecoveryProgress, type RecoveryRow } from './recovery-progress';
import { findBySession, markRecovered } from './recovery-statements';
import { RecoveryTelling } from './recovery-telling';

/** What follows where factors are replaced without the old ones: payments wait, everybody is told, the request is over. */
@Injectable()
export class FactorReplacement implements ReEnrolmentListener, OnModuleInit {
  constructor(
    private readonly reEnrolments: ReEnrolments,
    private readonly clock: Clock,
    private readonly holds: RecoveryHolds,
    private readonly progress: RecoveryProgress,
    private readonly telling: RecoveryTelling,
    private readonly audit: AuditRecorder,
  ) {}

  onModuleInit(): void {
    this.reEnrolments.listen(this);
  }

  async lost(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    sessionId: string,
  ): Promise<void> {
    await this.holds.ofLostDevice(manager, context, userId, sessionId);
    this.audit.record(manager, context, {
      type: 'recovery.lost_device',
      actorId: userId,
      subject: { type: 'session', id: sessionId },
    });
    await this.telling.ended(manager, context, { userId, requestId: null }, { kind: 'lost-device-login' });
  }

  async finished(
    manager: EntityManager,
    context: RequestContext,
    { userId, cause, sessionId, factorId }: FinishedReEnrolment,
  ): Promise<void> {
    const request = cause === 'recovery' ? await row<RecoveryRow>(manager, findBySession, [sessionId]) : null;
    if (cause === 'recovery' && !request) throw new Error('A session of a recovery has no request');
    if (request) {
      const step = { event: 'completed', actor: { kind: 'owner' } } as const;
      await this.progress.move(manager, context, request, step);
      await execute(manager, markRecovered, [userId, this.clock.now()]);
    }
    const until = request
      ? await this.holds.ofRequest(manager, context, request, factorId)
      : await this.holds.ofLostDevice(manager, context, userId, factorId);
    this.audit.record(manager, context, {
      type: 'recovery.factors_replaced',
      actorId: userId,
      subject: { type: 'user', id: userId },
      details: { cause, factorId, ...(request ? { requestId: request.id } : {}) },
    });
    const notice = { kind: 'factors-replaced', way: cause, until: until?.toISOString() ?? null } as const;
    await this.telling.ended(manager, context, { userId, requestId: request?.id ?? null }, notice);
  }
}
