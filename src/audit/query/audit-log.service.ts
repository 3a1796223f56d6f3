import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Transactor } from '../../common/database/transactor';
import { DomainError } from '../../common/domain-error';
import { addressOf } from '../../common/http/address-network';
import { type Page, positionOf, toPage } from '../../common/http/page';
import type { RequestContext } from '../../common/http/request-context';
import { AuditRecorder } from '../audit-recorder';
import type { AuditEventQuery, AuditEventView } from './audit-query.dto';
import { leastIdAfter, leastIdSince } from './time-filter';

interface AuditRow extends Omit<AuditEventView, 'subject'> {
  subjectType: string;
  subjectId: string | null;
}

const columns = `
  id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, type, outcome, actor_id AS "actorId",
  subject_type AS "subjectType", subject_id AS "subjectId", host(ip) AS ip, user_agent AS "userAgent",
  request_id AS "requestId", details, schema_version AS "schemaVersion"`;

/** Whoever reads the log is in the log: reading and recording it are one transaction. */
@Injectable()
export class AuditLogService {
  constructor(
    private readonly transactor: Transactor,
    private readonly audit: AuditRecorder,
  ) {}

  list(readerId: string, context: RequestContext, query: AuditEventQuery): Promise<Page<AuditEventView>> {
    const { limit, cursor: _, ...filters } = query;
    const position = positionOf(query);
    return this.transactor.run(async (manager) => {
      const found = await findPage(manager, query, position);
      this.audit.record(manager, context, {
        type: 'audit.read',
        actorId: readerId,
        subject: { type: 'audit_log', id: null },
        details: { filters, limit, firstPage: position === null, events: Math.min(found.length, limit) },
      });
      return toPage(found, limit, toView);
    });
  }

  async read(readerId: string, context: RequestContext, id: string): Promise<AuditEventView> {
    const found = await this.transactor.run(async (manager) => {
      const [event]: AuditRow[] = await manager.query(`SELECT ${columns} FROM audit_events WHERE id = $1`, [
        id,
      ]);
      this.audit.record(manager, context, {
        type: 'audit.read',
        outcome: event ? 'success' : 'failure',
        actorId: readerId,
        subject: { type: 'audit_log', id: null },
        details: { eventId: id },
      });
      return event;
    });
    if (!found) throw new DomainError('not-found');
    return toView(found);
  }
}

function findPage(
  manager: EntityManager,
  query: AuditEventQuery,
  position: string | null,
): Promise<AuditRow[]> {
  const conditions: string[] = [];
  const values: unknown[] = [];
  const where = (condition: string, value: unknown) => {
    if (value === undefined || value === null) return;
    values.push(value);
    conditions.push(`${condition} $${values.length}`);
  };
  where('type =', query.type);
  where('actor_id =', query.actorId);
  where('subject_id =', query.subjectId);
  where('outcome =', query.outcome);
  where('ip =', addressOf(query.ip));
  where('at >=', query.from);
  where('at <', query.to);
  where('id >=', query.from && leastIdSince(query.from));
  where('id <', query.to && leastIdAfter(query.to));
  where('id <', position);
  const filter = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  return manager.query(
    `SELECT ${columns} FROM audit_events ${filter} ORDER BY id DESC LIMIT ${query.limit + 1}`,
    values,
  );
}

function toView({ subjectType, subjectId, ...event }: AuditRow): AuditEventView {
  return { ...event, subject: { type: subjectType, id: subjectId } };
}
