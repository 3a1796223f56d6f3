import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../common/clock';
import { execute } from '../common/database/sql';
import type { RequestContext } from '../common/http/request-context';
import { Random } from '../common/random';
import type { AuditEventType } from './event-types';

export interface AuditRecord {
  type: AuditEventType;
  outcome?: 'success' | 'failure';
  /** Who did it; null when nobody is known, e.g. a failed login with an unknown address. */
  actorId: string | null;
  subject: {
    type:
      | 'user'
      | 'session'
      | 'factor'
      | 'challenge'
      | 'contract'
      | 'milestone'
      | 'authorization'
      | 'approval'
      | 'payment'
      | 'audit_log';
    id: string | null;
  };
  /** Facts without codes, secrets, tokens or whole phone numbers. */
  details?: Record<string, unknown>;
}

const SCHEMA_VERSION = 1;

const insertEvents = {
  name: 'insert-audit-events',
  text: `
    INSERT INTO audit_events (id, at, type, outcome, actor_id, subject_type, subject_id, ip, user_agent, request_id, details, schema_version)
    SELECT e.id, $2, e.type, e.outcome, e.actor_id, e.subject_type, e.subject_id, $3, $4, $5, e.details, ${SCHEMA_VERSION}
    FROM jsonb_to_recordset($1) AS e (id uuid, type text, outcome text, actor_id uuid, subject_type text, subject_id uuid, details jsonb)`,
};

/** Writes audit events in the transaction of what they record: if they cannot be written, nothing has happened. */
@Injectable()
export class AuditRecorder {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  async record(
    manager: EntityManager,
    { ip, userAgent, requestId }: RequestContext,
    ...records: AuditRecord[]
  ): Promise<void> {
    const events = records.map(({ type, outcome = 'success', actorId, subject, details = {} }) => ({
      id: this.random.id(),
      type,
      outcome,
      actor_id: actorId,
      subject_type: subject.type,
      subject_id: subject.id,
      details,
    }));
    await execute(manager, insertEvents, [
      JSON.stringify(events),
      this.clock.now(),
      ip,
      userAgent,
      requestId,
    ]);
  }
}
