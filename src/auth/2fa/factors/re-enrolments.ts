import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../../../common/http/request-context';
import type { ReEnrolment } from '../../sessions/session.entity';

export interface FinishedReEnrolment {
  userId: string;
  cause: ReEnrolment;
  /** The session that could only enrol; it has just ended. */
  sessionId: string;
  /** What has taken the place of all factors before. */
  factorId: string;
}

/** What follows where factors are replaced without the old ones; this module knows neither payments nor recoveries. */
export interface ReEnrolmentListener {
  /** A backup code has opened a session that may only enrol. */
  lost(manager: EntityManager, context: RequestContext, userId: string, sessionId: string): Promise<void>;
  finished(manager: EntityManager, context: RequestContext, finished: FinishedReEnrolment): Promise<void>;
}

/** Tells the one module that listens, in the transaction of what has happened and under the lock of the person's budget. */
@Injectable()
export class ReEnrolments {
  private listener: ReEnrolmentListener | null = null;

  /** Called in `onModuleInit`. */
  listen(listener: ReEnrolmentListener): void {
    if (this.listener) throw new Error('Somebody listens to re-enrolments already');
    this.listener = listener;
  }

  lost(manager: EntityManager, context: RequestContext, userId: string, sessionId: string): Promise<void> {
    return this.known().lost(manager, context, userId, sessionId);
  }

  finished(manager: EntityManager, context: RequestContext, finished: FinishedReEnrolment): Promise<void> {
    return this.known().finished(manager, context, finished);
  }

  /** Without it nothing would hold payments: better not at all. */
  private known(): ReEnrolmentListener {
    if (!this.listener) throw new Error('Nobody listens to re-enrolments');
    return this.listener;
  }
}
