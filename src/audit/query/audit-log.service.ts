import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Transactor } from '../../common/database/transactor';
import { DomainError } from '../../common/domain-error';
import { type Page, positionOf, toPage } from '../../common/http/page';
import type { RequestContext } from '../../common/http/request-context';
import { AuditRecorder } from '../audit-recorder';
import type { AuditEventQuery, AuditEventView } from './audit-query.dto';
import { add, conditionsOf, recordedFilter, whereClause } from './event-filter';

interface AuditRow extends Omit<AuditEventView, 'subject'> {
  subjectType: string;
  subjectId: string | null;
}

/** Rows without a digest never had a salt. */
const isErased = 'e.personal_salt IS NULL AND e.personal_digest IS NOT NULL';

const columns = `
  e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, e.type, e.outcome, e.actor_id AS "actorId",
  e.subject_type AS "subjectType", e.subject_id AS "subjectId",
  CASE WHEN ${isErased} THEN 'erased' ELSE host(e.ip) END AS ip, CASE WHEN ${isErased} THEN 'erased' ELSE e.user_agent END AS "userAgent",
  e.request_id AS "requestId", e.details, e.schema_version AS "schemaVersion", l.sequence::float8 AS sequence`;

const source = 'audit_events e LEFT JOIN audit_leaves l ON l.event_id = e.id';

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
        details: {
          filters: recordedFilter(filters),
          limit,
          firstPage: position === null,
          events: Math.min(found.length, limit),
        },
      });
      return toPage(found, limit, toView);
    });
  }

  async read(readerId: string, context: RequestContext, id: string): Promise<AuditEventView> {
    const found = await this.transactor.run(async (manager) => {
      const [event]: AuditRow[] = await manager.query(`SELECT ${columns} FROM ${source} WHERE e.id = $1`, [
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
  const conditions = conditionsOf(query);
  if (position !== null) add(conditions, 'e.id <', position);
  return manager.query(
    `SELECT ${columns} FROM ${source} ${whereClause(conditions)} ORDER BY e.id DESC LIMIT ${query.limit + 1}`,
    conditions.values,
  );
}

function toView({ subjectType, subjectId, ...event }: AuditRow): AuditEventView {
  return { ...event, subject: { type: subjectType, id: subjectId } };
}
